using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;

namespace Governance.Domain.Tests.Agents;

public class RunJudgementTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);
    private static readonly RunReference s_reference = new(
        new HashSet<string> { "transfer", "payments.transfer", "read" },
        new HashSet<string> { "gpt-5", "gpt-5-2026-08-07" }
    );

    private int _span;
    private int _call;

    [Fact]
    public void Calls_TakeTheDecisionBeforeThem_EachOnce()
    {
        AgentStep[] steps = [Tool(10), Tool(20), Tool(30)];

        var findings = Judge(steps, [Decided(5, CallVerdict.Allow), Decided(15, CallVerdict.Allow)]);

        Assert.Equal([1, 2, null], steps.Select(s => s.Decision?.Number).ToArray());
        Assert.Equal(new RunFinding(RunFindingKind.NoDecision, "transfer", 1), Assert.Single(findings));
    }

    [Fact]
    public void Denied_ButCalled_IsTheGravest_AndACallThatFailedIsNot()
    {
        AgentStep[] called = [Tool(10)];
        Assert.Equal(RunFindingKind.DeniedButCalled, Assert.Single(Judge(called, [Decided(5, CallVerdict.Deny)])).Kind);

        // The guard denies within the span that a library opens around the call: it ends with an error, and nothing was called.
        Assert.Empty(Judge([Tool(10, error: "denied")], [Decided(10.5, CallVerdict.Deny)]));

        // Denied first, allowed on the second try: called after that.
        AgentStep[] allowed = [Tool(20)];
        Assert.Empty(Judge(allowed, [Decided(5, CallVerdict.Deny), Decided(15, CallVerdict.Allow)]));
        Assert.Equal(CallVerdict.Allow, allowed[0].Verdict);
    }

    [Fact]
    public void Asked_IsAllowedFromTheAnswerOn()
    {
        // No one has answered when the call is made; the answer would have been in time for the second.
        Assert.Equal(RunFindingKind.DeniedButCalled, Assert.Single(Judge([Tool(10)], [Decided(5, CallVerdict.Ask)])).Kind);
        var ended = Tool(3_700);
        Assert.Equal(RunFindingKind.DeniedButCalled, Assert.Single(Judge([ended], [Decided(5, CallVerdict.Ask)])).Kind);
        Assert.Equal(CallVerdict.Deny, ended.Verdict);
    }

    [Fact]
    public void ADecisionThatTheSpanNames_CountsAlone_AndOnlyForItsTool()
    {
        var first = Decided(1, CallVerdict.Deny);
        var second = Decided(2, CallVerdict.Allow);
        AgentStep[] steps = [Tool(10, decision: "CALL-0001"), Tool(20, tool: "read", decision: "CALL-0002")];

        var findings = Judge(steps, [first, second]);

        Assert.Equal([1, null], steps.Select(s => s.Decision?.Number).ToArray());
        Assert.Equal(
            [(RunFindingKind.DeniedButCalled, "transfer"), (RunFindingKind.NoDecision, "read")],
            findings.Select(f => (f.Kind, f.About)).ToArray()
        );
    }

    [Fact]
    public void ToolsAndModels_ThatTheManifestDoesNotName_AreFound_ProvidersAside()
    {
        AgentStep[] steps = [Tool(10, tool: "delete"), Model(20, "openai/gpt-5"), Model(30, "gpt-5-2026-08-07"), Model(40, "gpt-5-mini")];

        var findings = Judge(steps, []);

        Assert.Equal(
            [(RunFindingKind.NoDecision, "delete"), (RunFindingKind.ToolNotNamed, "delete"), (RunFindingKind.ModelNotNamed, "gpt-5-mini")],
            findings.Select(f => (f.Kind, f.About)).ToArray()
        );
    }

    [Fact]
    public void ACallThatTwoLibrariesTell_IsOne()
    {
        var outer = Tool(10);
        var inner = Tool(10.1, parent: outer.SpanId);

        Assert.Empty(Judge([outer, inner], [Decided(5, CallVerdict.Allow)]));
    }

    [Theory]
    [InlineData(2, "same", 0)]
    [InlineData(3, "same", 3)]
    [InlineData(4, "other", 0)]
    public void Loop_IsTheSameCallAsOftenAsTheLimit(int calls, string arguments, int looped)
    {
        var steps = Enumerable.Range(0, calls).Select(i => Tool(10 + i, arguments: arguments == "same" ? "a" : $"a{i}")).ToArray();

        var findings = Judge(steps, [.. steps.Select((_, i) => Decided(i, CallVerdict.Allow))], loopCalls: 3);

        Assert.Equal(looped, findings.Where(f => f.Kind is RunFindingKind.Loop).Sum(f => f.Count));
    }

    [Fact]
    public void WhatContentShowed_StaysWithItsSpan_WhereverThatIs()
    {
        AgentStep[] steps = [Tool(10), Model(20, "gpt-5")];
        var own = RunFinding.SpanOf(steps[0].TraceId, steps[0].SpanId);
        var signs = new[] { (own, "transfer: override"), (own, "transfer: override"), ("another/span", "find: tool-call") }.ToLookup(
            s => s.Item1,
            s => s.Item2,
            StringComparer.Ordinal
        );
        var run = AgentRun.Begin(new AgentRunId(1), "invoice-agent", "run-1");
        var found = RunJudgement
            .Judge(run, steps, [Decided(5, CallVerdict.Allow)], s_reference, 5, signs)
            .Single(f => f.Kind is RunFindingKind.Injection);

        Assert.Equal(("transfer: override", 1), (found.About, found.Count));
        Assert.Equal([own], found.Spans);
    }

    [Fact]
    public void AnAgentThatIsNotRegistered_IsToldByThatAlone()
    {
        var run = AgentRun.Begin(new AgentRunId(1), "notebook", "run-1");
        AgentStep[] steps = [Tool(10, tool: "delete"), Model(20, "x")];
        var findings = RunJudgement.Judge(run, steps, [], reference: null, loopCalls: 5);
        run.Sum(steps, findings, s_now);

        Assert.Equal(new RunFinding(RunFindingKind.NotRegistered, "notebook", 1), Assert.Single(run.Findings));
        Assert.Equal((2, 2, 1, 100L), (run.Spans, run.Steps, run.ToolCalls, run.InputTokens));
        Assert.Equal((s_now.AddSeconds(10), s_now.AddSeconds(21)), (run.FirstAt, run.LastAt));
    }

    [Theory]
    [InlineData(-60, RunFindingKind.Blocked, 2)]
    [InlineData(15, RunFindingKind.Blocked, 1)]
    [InlineData(60, RunFindingKind.NotRegistered, 1)]
    public void ABlockedAgent_IsToldByWhatItDidSince(int blocked, RunFindingKind kind, int count)
    {
        var run = AgentRun.Begin(new AgentRunId(1), "notebook", "run-1");
        AgentStep[] steps = [Tool(10, tool: "delete"), Model(20, "x")];

        var findings = RunJudgement.Judge(run, steps, [], reference: null, loopCalls: 5, blockedAt: s_now.AddSeconds(blocked));

        Assert.Equal(new RunFinding(kind, "notebook", count), Assert.Single(findings));
    }

    private static IReadOnlyList<RunFinding> Judge(AgentStep[] steps, (AgentCall, AgentCallAnswer?)[] decisions, int loopCalls = 5) =>
        RunJudgement.Judge(AgentRun.Begin(new AgentRunId(1), "invoice-agent", "run-1"), steps, decisions, s_reference, loopCalls);

    private AgentStep Tool(
        double at,
        string tool = "transfer",
        string? error = null,
        string? decision = null,
        string? parent = null,
        string? arguments = null
    ) =>
        new()
        {
            TraceId = "trace",
            SpanId = $"span-{++_span}",
            ParentId = parent,
            Kind = AgentStepKind.Tool,
            Name = $"execute_tool {tool}",
            Tool = tool,
            Error = error,
            ToldDecision = decision,
            ArgumentsSha256 = arguments,
            StartedAt = s_now.AddSeconds(at),
            EndedAt = s_now.AddSeconds(at + 1),
        };

    private AgentStep Model(double at, string model) =>
        new()
        {
            TraceId = "trace",
            SpanId = $"span-{++_span}",
            Kind = AgentStepKind.Model,
            UsedModel = model,
            InputTokens = 100,
            StartedAt = s_now.AddSeconds(at),
            EndedAt = s_now.AddSeconds(at + 1),
        };

    private (AgentCall, AgentCallAnswer?) Decided(double at, CallVerdict verdict) =>
        (
            AgentCall.Decided(
                (new AgentCallId(++_call), new AgentCallBatchId(1), _call),
                new ActingVersion("invoice-agent", "1.0.0", null, "prod"),
                CallRequest.Of("run-1", "transfer", null, null, (null, null), null).Value,
                new CallRuling(verdict, CallRuling.ByManifest, "By the manifest") { AskMinutes = 60 },
                ("key:KEY-0001", []),
                s_now.AddSeconds(at)
            ),
            null
        );
}
