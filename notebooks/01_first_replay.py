# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
# ---

# %% [markdown]
# # First replay · 第一次推演
# What happened in August 2019, and what would unified command have changed?

# %%
import sim

scenario = sim.load_scenario("lekima_krosa_2019")
plan = sim.load_plan(linkage="integrated_2019", layout="counties_15")
print(scenario.explain(plan))

# %%
log = sim.run(scenario, plan, seed=1)
summary = sim.metrics.summary(log)
for name in ("evacuated_persons", "trapped_persons", "supply_share_12h", "unmet_person_h"):
    print(f"{name:24} {summary[name]:,.2f}")

# %% [markdown]
# The same rain, the same households, the same luck; only the linkage rule differs.
# 同一场雨、同样的家庭、同样的运气，只换联动规则。

# %%
for linkage in ("separate", "consultation", "integrated_2019", "unified"):
    other = sim.metrics.summary(sim.run(scenario, sim.load_plan(linkage=linkage), seed=1))
    print(
        f"{linkage:18} sheltered {other['evacuated_persons']:8,.0f}   trapped "
        f"{other['trapped_persons']:6,.0f}   need met after 12 h {other['supply_share_12h']:.0%}"
    )
