"""Every phrase that figures write, in Chinese and English.

Data and one look-up; a test checks that the shipped fonts have every character of it.
"""

from sim.core.text import Lang, Text

LABELS: dict[str, Text] = {
    # the sheet
    "run_line": Text("情景 {scenario}　{period}", "Scenario {scenario}   {period}"),
    "plan_line": Text("方案 {plan}", "Plan {plan}"),
    "footer": Text(
        "联动 Liandong　情景摘要 {scenario}　方案摘要 {plan}　种子 {seed}　第 {replication} 次重复",
        "Liandong   scenario digest {scenario}   plan digest {plan}   seed {seed}   "
        "replication {replication}",
    ),
    "nothing": Text("本次运行无此类事件", "No such event in this run"),
    # the map
    "map_title": Text(
        "{place}：道路中断、人员转移与物资投送", "{place}: roads cut, people moved, goods sent"
    ),
    "map_title_at": Text("{place}：{moment} 态势", "{place}: situation at {moment}"),
    "map_title_focus": Text(
        "{counties}：道路中断、人员转移与物资投送",
        "{counties}: roads cut, people moved, goods sent",
    ),
    "map_title_focus_at": Text("{counties}：{moment} 态势", "{counties}: situation at {moment}"),
    "and_others": Text("{names}等{n}县（市、区）", "{names} and {n} more"),
    "base": Text("底图", "Base map"),
    "county_boundary": Text("县（市、区）界", "county boundary"),
    "region_boundary": Text("区域界", "region boundary"),
    "river": Text("河流", "river"),
    "warning_highest": Text("暴雨预警（最高级别）", "Rain warning (highest)"),
    "warning_now": Text("暴雨预警（当前）", "Rain warning (now)"),
    "roads_cut": Text("道路与险情", "Roads and failures"),
    "closed_ever": Text("曾中断路段", "road closed at some time"),
    "closed_now": Text("中断路段", "road closed"),
    "failed": Text("失事隐患点（数字为处数）", "hazard point(s) that failed"),
    "trapped": Text("有人被困，未全部救出", "people trapped, not all rescued"),
    "rescued": Text("被困人员全部救出", "trapped people all rescued"),
    "people": Text("人员转移", "Evacuation"),
    "flow_ever": Text("转移 {n} 人", "{n} persons moved"),
    "flow_now": Text("在途转移 {n} 人", "{n} persons on the road"),
    "shelter_ever": Text("安置点接收 {n} 人", "shelter, {n} taken in"),
    "shelter_now": Text("安置点在住 {n} 人", "shelter, {n} there"),
    "goods": Text("物资投送", "Relief goods"),
    "depot": Text("储备库", "depot with stock"),
    "truck_ever": Text("投送 {n} 车次", "{n} truck trip"),
    "trucks_ever": Text("投送 {n} 车次", "{n} truck trips"),
    "truck_now": Text("在途 {n} 车", "{n} truck under way"),
    "trucks_now": Text("在途 {n} 车", "{n} trucks under way"),
    "north": Text("北", "N"),
    "km": Text("公里", "km"),
    "unlocated": Text("另有 {n} 处无坐标，未标出", "{n} more without a position, not drawn"),
    # the timeline
    "timeline_title": Text("应急响应时间线", "Response timeline"),
    "timeline_note": Text(
        "每格 {hours} 小时，条高按各行峰值缩放",
        "Bars are {hours} h wide, scaled to each row's peak",
    ),
    "warnings": Text("暴雨预警县数", "Counties under rain warning"),
    "responses": Text(
        "应急响应级别（最高级别 × 单位数）", "Response level (highest × command posts)"
    ),
    "total": Text("合计", "total"),
    "peak": Text("每格峰值", "peak"),
    "national": Text("国家", "national"),
    "province": Text("省级", "province"),
    "prefecture": Text("市（州）级", "prefecture"),
    "county": Text("县级", "county"),
    "lanes": Text("处置过程", "What was done"),
    "lane_consultations": Text("会商研判（次）", "Consultations"),
    "lane_requests": Text("提出请求（件）", "Requests raised"),
    "lane_ordered": Text("下令转移（人）", "Ordered out (persons)"),
    "lane_departed": Text("出发转移（人）", "Left home (persons)"),
    "lane_tasked": Text("队伍受领任务（次）", "Teams tasked"),
    "lane_inspected": Text("巡查隐患点（处）", "Hazard points visited"),
    "lane_reinforced": Text("加固隐患点（处）", "Weak points reinforced"),
    "lane_trucks": Text("物资车出发（车次）", "Trucks departed"),
    "lane_closed": Text("道路中断（条）", "Roads closed"),
    "lane_failed": Text("隐患点失事（处）", "Hazard points failed"),
    "lane_trapped": Text("被困（人）", "Trapped (persons)"),
    "lane_rescued": Text("救出（人）", "Rescued (persons)"),
    # the curves
    "evacuation_title": Text("人员转移过程", "Evacuation over time"),
    "evacuation_panel": Text("累计人数", "Persons, cumulative"),
    "ordered": Text("下令转移", "ordered out"),
    "departed": Text("已出发", "left home"),
    "arrived": Text("已安置", "taken in"),
    "rescue_panel": Text("被困与救出（累计人数）", "Trapped and rescued (persons, cumulative)"),
    "trapped_line": Text("被困", "trapped"),
    "rescued_line": Text("救出", "rescued"),
    "from_order": Text("自下令至安置：", "order to shelter: "),
    "t50": Text("半数 {time}", "half {time}"),
    "t95": Text("95% {time}", "95 % {time}"),
    "clearance": Text("全部 {time}", "all {time}"),
    "clearance_over_bound": Text(
        "全部 {time}，为下界 {bound} 的 {ratio} 倍",
        "all {time}, {ratio} × the least possible {bound}",
    ),
    "between": Text("，", ", "),
    "bound_mark": Text("至早可完成", "earliest possible"),
    "hours": Text("{hours:.1f} 小时", "{hours:.1f} h"),
    "supply_title": Text("物资保障过程", "Relief supply over time"),
    "supply_panel": Text("需求满足率 S(t)", "Share of the need met, S(t)"),
    "supply_after": Text(
        "各点起需后 {hours} 小时：{share}", "{hours} h after each first need: {share}"
    ),
    "commodity_panel": Text("{name}（{unit}）", "{name} ({unit})"),
    "needed": Text("累计需求", "needed"),
    "delivered": Text("累计送达", "delivered"),
    "disruption_title": Text("道路中断与受淹过程", "Roads cut and places under water"),
    "closed_panel": Text("中断路段数（按原因）", "Roads closed, by reason"),
    "flooded_links": Text("全程曾积水减速的路段 {n} 条", "{n} roads slowed by water at some time"),
    "congested_panel": Text("拥堵路段数", "Roads congested"),
    "gridlock_note": Text("交通锁死 {n} 次", "gridlocks: {n}"),
    "flooded_zones": Text("受淹居民点数", "Places under water"),
    "other": Text("其他", "other"),
    # the comparison
    "comparison_title": Text("方案比较：{metric}", "Plans compared: {metric}"),
    "comparison_rows": Text(
        "{n} 个方案组合，每个 {low}–{high} 次重复；点为均值，线为 95% 置信区间（t 分布）",
        "{n} plans, {low}–{high} replications each; dot: mean, bar: 95 % confidence interval (t)",
    ),
    "comparison_rows_same": Text(
        "{n} 个方案组合，每个 {low} 次重复；点为均值，线为 95% 置信区间（t 分布）",
        "{n} plans, {low} replications each; dot: mean, bar: 95 % confidence interval (t)",
    ),
    "left_out": Text(
        "{n} 次运行失败或无可测量，未计入", "{n} runs failed or had nothing to measure"
    ),
    "better_low": Text("← 越小越好", "← lower is better"),
    "better_high": Text("越大越好 →", "higher is better →"),
    "sensitivity_title": Text("哪些假定最要紧", "Which assumptions matter"),
    "sensitivity_morris": Text(
        "莫里斯筛选：{n} 个参数各在其范围内变化，柱为指标平均变化的绝对值，线为 95% 区间",
        "Morris screening of {n} assumptions over their ranges: mean change, 95 % interval",
    ),
    "sensitivity_sobol": Text(
        "Sobol 分解：{n} 个参数各在其范围内变化，柱为所占方差（含交互），线为 95% 区间",
        "Sobol shares of {n} assumptions over their ranges: share of variance, 95 % interval",
    ),
    "sensitivity_footer": Text(
        "各取样点使用相同随机数", "Every sample point meets the same random numbers"
    ),
    "sensitivity_nothing": Text("没有一个参数影响该指标", "No assumption moves this"),
    "comparison_footer": Text(
        "区间重叠不表示没有差异：各方案使用相同随机数，差异须看配对比较",
        "Overlapping intervals do not mean no difference: plans share random numbers, "
        "so judge by the paired comparison",
    ),
    "linkage": Text("联动规则", "linkage rule"),
    "layout": Text("储备布局", "stockpile layout"),
    "dispatch": Text("调运策略", "dispatch"),
    "evacuation": Text("转移方式", "evacuation orders"),
    "staging": Text("力量前置", "staging"),
    "outreach": Text("预警传播", "outreach"),
    "scenario": Text("情景", "scenario"),
    "no_data": Text("无数据", "no data"),
    # traffic
    "traffic_footer": Text(
        "联动 Liandong　交通模拟　路网 {nodes} 个节点、{arcs} 条单向路段",
        "Liandong   traffic simulation   {nodes} nodes, {arcs} one-way road sections",
    ),
    "traffic_subtitle": Text(
        "{n} 辆车，至 {time} 到达 {arrived} 辆，在途 {under_way} 辆",
        "{n} vehicles: by {time} {arrived} had arrived and {under_way} were under way",
    ),
    "traffic_all_arrived": Text(
        "{n} 辆车，最后一辆 {time} 到达", "{n} vehicles; the last arrived at {time}"
    ),
    "traffic_stuck": Text(
        "（无路可走 {waiting} 辆，积水受困 {stranded} 辆，锁死路段 {locked} 条）",
        " ({waiting} without a route, {stranded} stuck in water, {locked} sections gridlocked)",
    ),
    "elapsed": Text("历时（时:分）", "Time [h:min]"),
    "volumes_title": Text(
        "最繁忙路段的流量与占用率", "Volume and occupancy of the busiest road sections"
    ),
    "volumes_title_chosen": Text("路段流量与占用率", "Volume and occupancy of road sections"),
    "volume_panel": Text("流量（辆/时）", "Volume [veh/h]"),
    "occupancy_panel": Text("占用率（占可容车辆数）", "Occupancy [share of storage]"),
    "column_passed": Text("通过", "passed"),
    "column_peak": Text("峰值", "peak"),
    "volumes_note": Text("每格 {minutes} 分钟", "{minutes} min per cell"),
    "space_title": Text("时空图：{begin} → {end}", "Time and space: {begin} → {end}"),
    "space_panel": Text("沿线里程（公里）", "Distance along the corridor [km]"),
    "space_speed": Text("车速占自由流\n车速之比", "Speed, share\nof free flow"),
    "space_all": Text("全部 {n} 辆车的轨迹", "Trajectories of all {n} vehicles"),
    "space_thinned": Text(
        "每 {k} 辆绘 1 辆，全线共 {n} 辆", "One vehicle in {k} is drawn, of {n} in all"
    ),
    "clearance_title": Text("疏散过程与下界", "Clearance over time and its bound"),
    "clearance_panel": Text("占全部车辆的比例", "Share of all vehicles"),
    "clearance_ready": Text("欲出发", "ready"),
    "clearance_departed": Text("已上路", "on the road"),
    "clearance_arrived": Text("已到达", "arrived"),
    "clearance_bound": Text("最速流下界 {time}", "least possible {time}"),
    "clearance_vehicles": Text("{n} 辆车", "{n} vehicles"),
    "clearance_at_best": Text("至多可到", "at best"),
    "clearance_never": Text("未到达 {n} 辆", "{n} never arrived"),
    "column_actual": Text("实际", "actual"),
    "column_bound": Text("下界", "bound"),
    "column_ratio": Text("比值", "ratio"),
    "all_in": Text("全部", "all"),
    "congestion_title": Text("{place}：道路拥堵", "{place}: congestion on the roads"),
    "congestion_occupancy": Text("占用率（{time}）", "Occupancy at {time}"),
    "congestion_delay": Text("平均每车延误", "Mean delay per vehicle"),
    "congestion_unused": Text("无车通过的道路见底图", "Roads nobody used: as in the base map"),
    "share_range": Text("{low}–{high}%", "{low}–{high} %"),
    "delay_below": Text("不足 {high} 分钟", "below {high} min"),
    "delay_range": Text("{low}–{high} 分钟", "{low}–{high} min"),
    "delay_above": Text("{low} 分钟及以上", "{low} min or more"),
    "gridlock": Text("锁死路段", "gridlocked"),
    "set_out": Text("出发 {n} 辆", "{n} vehicles set out"),
    "traffic_group": Text("车流", "Traffic"),
    # the flood
    "tree": Text("树木倒伏", "fallen trees"),
    "hydrograph_title": Text(
        "降雨与河道流量：水位最高的 {n} 个流域（{total} 个中 {rises} 个漫岸）",
        "Rain and rivers: the {n} highest of {total} catchments, of which {rises} overflow",
    ),
    "hydrograph_title_calm": Text(
        "降雨与河道流量：水位最高的 {n} 个流域（{total} 个流域均未漫岸）",
        "Rain and rivers: the {n} highest of {total} catchments; none overflows",
    ),
    "hydrograph_title_chosen": Text("降雨与河道流量", "Rain and rivers"),
    "hydrograph_title_river": Text(
        "{river}：降雨与流量，自上游至下游", "{river}: rain and flow, from source to mouth"
    ),
    "basin_name": Text("{river} · {county}", "{river} · {county}"),
    "no_river": Text("无河流", "no river"),
    "basin_facts": Text(
        "{area} 平方公里，降雨 {rain} 毫米，{crest}", "{area} km², rain {rain} mm, {crest}"
    ),
    "crest_over": Text("漫岸 {depth} 米", "crest {depth} m over bank"),
    "crest_below": Text("低于河岸 {depth} 米", "crest {depth} m below bank"),
    "reservoir_facts": Text(
        "库容 {capacity} 百万立方米，峰值入库 {inflow}、出库 {release} 立方米/秒",
        "holds {capacity} million m³; peak in {inflow}, out {release} m³/s",
    ),
    "rain_bar": Text("逐时降雨", "hourly rain"),
    "rain_bar_mean": Text("降雨（{hours} 小时平均）", "rain, mean of {hours} h"),
    "no_rain": Text("无降雨", "no rain"),
    "discharge": Text("出口流量", "flow at the outlet"),
    "base_flow": Text("基流", "base flow"),
    "bankfull": Text("平滩流量", "bankfull flow"),
    "over_bank": Text("漫岸", "over the bank"),
    "storage": Text("水库蓄水（占总库容）", "storage, share of capacity"),
    "limit_level": Text("汛限水位", "flood-limit level"),
    "inflow": Text("入库（基流以上）", "inflow above base flow"),
    "release": Text("出库（基流以上）", "release above base flow"),
    "mm_per_h": Text("毫米/时", "mm/h"),
    "m3_per_s": Text("立方米/秒", "m³/s"),
    "peak_flow": Text("{flow}，{moment}", "{flow}, {moment}"),
    "inundation_title": Text("{place}：积水与道路中断过程", "{place}: water and closed roads"),
    "inundation_panel": Text("{number}　{moment}", "{number}   {moment}"),
    "inundation_facts": Text(
        "道路中断 {share}，受淹 {zones} 处", "{share} of roads closed, {zones} places wet"
    ),
    "inundation_facts_all": Text(
        "全区域道路中断 {share}，受淹 {zones} 处",
        "whole region: {share} of roads closed, {zones} places wet",
    ),
    "inundation_none": Text(
        "全程无路段、居民点受淹", "No road or place was under water at any time"
    ),
    "inundation_strip": Text(
        "中断道路占总里程（%），竖线为上图时刻",
        "Roads closed, % of their length; lines: the maps above",
    ),
    "water_on_roads": Text("道路积水", "Water on roads"),
    "water_in_zones": Text("居民点受淹", "Places under water"),
    "cut_otherwise": Text("其他原因中断", "Closed for other reasons"),
    "depth_shallow": Text("不足 {high} 米", "below {high} m"),
    "depth_deep": Text("{low}–{high} 米", "{low}–{high} m"),
    "depth_very_deep": Text("{low} 米及以上", "{low} m or more"),
    "road_slow": Text("{depth}，减速", "{depth}, slow"),
    "road_shut": Text("{depth}，中断", "{depth}, closed"),
    "road_cleared": Text("水已退，待清理", "drained, not yet cleared"),
    "road_dry": Text("畅通", "open"),
    "zone_breach": Text("溃口进水", "water through a breach"),
    "points_title": Text(
        "{place}：隐患点分布与处置", "{place}: hazard points and what became of them"
    ),
    "points_total": Text(
        "全部 {n} 处：发现 {found} 处薄弱，加固 {reinforced} 处，失事 {failed} 处",
        "All {n}: {found} found weak, {reinforced} reinforced, {failed} failed",
    ),
    "points_kind": Text("{kind} {n} 处，失事 {failed} 处", "{kind}: {n}, {failed} failed"),
    "points_dike": Text("堤防", "Dikes"),
    "points_slope": Text("边坡", "Slopes"),
    "points_reservoir": Text("小型水库", "Small reservoirs"),
    "points_failed": Text("全县失事 {n} 处", "{n} failed in a county"),
    "points_density": Text("每百平方公里处数", "Points per 100 km²"),
    "points_treated": Text("处置（按县汇总）", "What became of them"),
    "points_found": Text("全县发现薄弱 {n} 处", "{n} found weak in a county"),
    "points_reinforced": Text("其中已加固 {n} 处", "{n} of them reinforced"),
    "points_note": Text(
        "隐患点位置按规则分布，\n并非实测，故只按县显示密度",
        "Points are spread by rule,\nnot surveyed: density by county",
    ),
    "density_below": Text("不足 {high}", "below {high}"),
    "density_range": Text("{low}–{high}", "{low}–{high}"),
    "density_above": Text("{low} 及以上", "{low} or more"),
    # units
    "unit_h": Text("小时", "h"),
    "unit_min": Text("分钟", "min"),
    "unit_person": Text("人", "persons"),
    "unit_person h": Text("人时", "person h"),
    "unit_person turn": Text("人次", "person turns"),
    "unit_link h": Text("路段·小时", "link h"),
    "unit_place h": Text("处·小时", "place h"),
    "unit_trip": Text("趟次", "trips"),
    "unit_times": Text("倍", "×"),
    "unit_gridlock": Text("次", "gridlocks"),
    "unit_USD": Text("美元", "USD"),
    # calendar
    "day": Text("{month}月{day}日", "{day} {month_name}"),
    # fires
    "fire_map_title": Text(
        "{fire}：过火进程与隔离线", "{fire}: how the fire ran, and the line made against it"
    ),
    "fire_course_title": Text("火场进程：面积、火线、人员、边境", "The fire hour by hour"),
    "fire_hours": Text("起火后小时数", "hours after the start"),
    "fire_line": Text("隔离线", "line made by crews"),
    "fire_border": Text("边境", "border"),
    "fire_start": Text("起火点", "start"),
    "fire_road": Text("道路（示意）", "road (schematic)"),
    "fire_abroad": Text("境外", "abroad"),
    "fire_area": Text("过火面积（公顷）", "Burnt [ha]"),
    "fire_edge": Text("火线与隔离线（公里）", "Edge and line [km]"),
    "fire_people": Text("扑救人数", "People at the fire"),
    "fire_border_km": Text("边境（公里）", "Border [km]"),
    "fire_total": Text("全部", "in all"),
    "fire_home": Text("境内", "at home"),
    "fire_running": Text("活动火线", "running edge"),
    "fire_made": Text("已筑隔离线", "line made"),
    "fire_held": Text("守住", "held"),
    "fire_crews": Text("扑救人员", "people"),
    "fire_seen": Text("首报：{source}", "first report: {source}"),
    "fire_none": Text("未发生火灾", "No fire broke out"),
    "fire_detection_title": Text("各发现手段的报告时间", "How soon each source reported the fires"),
    "fire_detection_hours": Text(
        "起火到报告（小时，竖线为中位数）；实心为首报",
        "start to report [h]; full: first, bar: median",
    ),
    "fire_detection_row": Text("首报 {first}，共报 {reports}", "first {first} of {reports}"),
    "fire_unseen": Text("未发现火情", "No fire was reported"),
    "ladder_title": Text("机制阶梯：每项机制值多少", "The ladder: what each mechanism is worth"),
    "ladder_subtitle": Text(
        "{scenario}：自{low}至{high}，{n}次重复，同一随机数",
        "{scenario}: from {low} to {high}, {n} replications, common random numbers",
    ),
    "ladder_footer": Text(
        "引入该机制后的变化，横线为95%置信区间；沙普利值为各种次序的平均",
        "change when the mechanism comes in, bars: 95 % intervals; Shapley: mean over all orders",
    ),
    "ladder_up": Text("逐项增加", "added on the way up"),
    "ladder_down": Text("逐项取消", "lost on the way down"),
    "ladder_fair": Text("沙普利值", "Shapley value"),
    "linkage_title": Text("联动规则：{title}", "Linkage rule: {title}"),
    "linkage_subtitle": Text(
        "箭头旁为平均分钟数；虚线为未建立的通道",
        "minutes on average beside the arrows; dashed: no such channel",
    ),
    "linkage_footer": Text(
        "每县、每市各有一个指挥部；此处各画一个",
        "every county and prefecture has a post of its own; one of each is drawn",
    ),
    "linkage_observe": Text("谁先知道", "who knows first"),
    "linkage_decide": Text("谁能决定", "who may decide"),
    "linkage_go": Text("谁去", "who goes"),
    "linkage_bulletin": Text("每日通报", "daily bulletin"),
    "linkage_consultation": Text("会商", "consultation"),
    "stages_title": Text("各类请求的时间花在哪里", "Where the time went, by kind of request"),
    "stages_kind": Text("{kind}（{n}件）", "{kind} ({n})"),
    "stages_hours": Text(
        "自险情发生起逐环节累计均值（小时）", "mean since the fact, stage after stage [h]"
    ),
    "stages_none": Text("没有请求得到响应", "No request was answered"),
    "gantt_title": Text("响应甘特图：最慢的响应", "The slowest responses, stage by stage"),
    "detect": Text("发现", "detect"),
    "report": Text("报送", "report"),
    "queue": Text("排队", "queue"),
    "decide": Text("决策", "decide"),
    "mobilise": Text("集结", "mobilise"),
    "load": Text("装载", "load"),
    "travel": Text("行进", "travel"),
    "work": Text("作业", "work"),
    "east_km": Text("东向（公里）", "east [km]"),
    "north_km": Text("北向（公里）", "north [km]"),
}
"""Phrases by key; words in braces are filled in."""

MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def label(key: str, lang: Lang, **values: object) -> str:
    """Return a phrase in one language, its braces filled in."""
    phrase = LABELS[key].in_(lang)
    return phrase.format(**values) if values else phrase


def word(key: str, lang: Lang) -> str:
    """Return the phrase of a key, or the key itself where figures have no phrase for it."""
    return LABELS[key].in_(lang) if key in LABELS else key
