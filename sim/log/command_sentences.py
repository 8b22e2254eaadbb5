"""Sentences of what agencies observe, believe, ask for and decide."""

from sim.core.text import Text

COMMAND: dict[str, Text] = {
    "WarningIssued": Text(
        "气象部门对{subject}发布{level}预警（{rain_mm} 毫米）",
        "The weather agency issued a {level} warning for {subject} ({rain_mm} mm)",
    ),
    "WarningLifted": Text(
        "气象部门解除{subject}预警", "The weather agency lifted the warning for {subject}"
    ),
    "FactLearned": Text(
        "{subject}获悉事件 #{fact}，距其发生 {age_s}",
        "{subject} learned of event #{fact}, {age_s} after it was true",
    ),
    "ConsultationHeld": Text(
        "{subject}会商研判，{members}参加，共享信息 {facts_shared} 条",
        "Consultation at {subject} with {members}; {facts_shared} facts shared",
    ),
    "ResponseRaised": Text(
        "{subject}启动 {level} 级应急响应", "{subject} raised its response to level {level}"
    ),
    "ResponseEnded": Text("{subject}终止应急响应", "{subject} ended its response"),
    "RequestRaised": Text(
        "{agency}就 {about} 提出{request_kind}请求 {subject}",
        "{agency} made request {subject} for {request_kind} about {about}",
    ),
    "RequestHandled": Text(
        "{agency}处理请求 {subject}：排队 {queue_s}，决策 {decide_s}",
        "{agency} handled request {subject}: {queue_s} in the queue, {decide_s} to decide",
    ),
    "RequestApproved": Text(
        "{agency}批准请求 {subject}，历时 {waited_s}",
        "{agency} approved request {subject} after {waited_s}",
    ),
    "DecisionTaken": Text(
        "人工决策：{subject}，对象 {target}", "A person decided: {subject}, on {target}"
    ),
    "ResponseLowered": Text(
        "{subject}将应急响应降至{level}级", "{subject} lowered its response to level {level}"
    ),
    "RequestRefused": Text(
        "{agency}已知情况解除，退回请求 {subject}，历时 {waited_s}",
        "{agency} knew it was over and refused request {subject} after {waited_s}",
    ),
    "RequestDelegated": Text(
        "{agency}积压 {waiting} 件，请求 {subject} 上转{to}",
        "{agency}, with {waiting} waiting, passed request {subject} up to {to}",
    ),
    "PostOverloaded": Text(
        "{subject}超负荷，积压 {waiting} 件", "{subject} is overloaded: {waiting} requests wait"
    ),
    "PostRelieved": Text(
        "{subject}积压消除，持续 {overloaded_s}",
        "{subject} has caught up after {overloaded_s} of overload",
    ),
    "DistressReported": Text(
        "{county}{zone}有人求救的消息 {subject}（不实）",
        "Word of people in distress at {zone}, {county} came up: {subject} (untrue)",
    ),
    "RumourCorrected": Text("{county}核实消息 {subject} 不实", "{county} found {subject} untrue"),
}
