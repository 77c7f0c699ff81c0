using System.Globalization;
using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class GateEvaluatorTests
{
    private const string Fails = "type: rollback_plan";
    private const string Errors = "type: risk_appetite";
    private const string Passes = "type: artifact_digest";

    [Theory]
    [InlineData("critical", "enforce", Fails, GateOutcome.Fail)]
    [InlineData("high", "enforce", Fails, GateOutcome.Fail)]
    [InlineData("medium", "enforce", Fails, GateOutcome.Fail)]
    [InlineData("low", "enforce", Fails, GateOutcome.Warn)]
    [InlineData("low", "enforce", Errors, GateOutcome.Error)]
    [InlineData("critical", "warn", Fails, GateOutcome.Warn)]
    [InlineData("critical", "warn", Errors, GateOutcome.Warn)]
    [InlineData("critical", "dryrun", Fails, GateOutcome.Pass)]
    [InlineData("critical", "dryrun", Errors, GateOutcome.Pass)]
    [InlineData("critical", "enforce", Passes, GateOutcome.Pass)]
    public void Evaluate_SeverityAndMode_DecideWhatBlocks(string severity, string mode, string rule, GateOutcome expected)
    {
        var result = GateEvaluator.Evaluate([Policy(rule, severity, mode)], Input);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected is GateOutcome.Fail or GateOutcome.Error, result.IsShut);
        Assert.Equal(result.IsShut, result.Results.Any(item => item.Blocks));
    }

    [Fact]
    public void Evaluate_FailureBesideError_SaysFail() =>
        Assert.Equal(GateOutcome.Fail, GateEvaluator.Evaluate([Policy(Fails, name: "a"), Policy(Errors, name: "b")], Input).Outcome);

    [Theory]
    [InlineData("minimal", GateOutcome.Pass)]
    [InlineData("limited", GateOutcome.Pass)]
    [InlineData("high", GateOutcome.Pass)]
    [InlineData("prohibited", GateOutcome.Fail)]
    [InlineData(null, GateOutcome.Fail)]
    public void Evaluate_BaselineAlone_LetsOnlyUsableClassesPass(string? riskClass, GateOutcome expected)
    {
        foreach (var target in PolicyVocabulary.TargetStages)
        {
            var result = GateEvaluator.Evaluate([], Classified(riskClass) with { To = target });

            Assert.Equal(expected, result.Outcome);
            Assert.Equal(expected == GateOutcome.Fail, result.Results.Any(rule => rule is { RuleId: "BASE-01", Blocks: true }));
        }
    }

    [Fact]
    public void Evaluate_ProhibitedModelWithWaiver_StaysShut()
    {
        var waiver = Waiver() with { Policy = PolicyDocument.BaselineName, Rule = "BASE-01" };

        Assert.Equal(GateOutcome.Fail, GateEvaluator.Evaluate([], Classified("prohibited") with { Waivers = [waiver] }).Outcome);
    }

    [Fact]
    public void Evaluate_PolicyPosingAsBaseline_CannotReplaceIt()
    {
        var impostor = Policy(Passes) with { Name = PolicyDocument.BaselineName, Mode = PolicyMode.DryRun };

        var result = GateEvaluator.Evaluate([impostor], Classified(null));

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Equal(PolicyDocument.Baseline.Sha256, Assert.Single(result.Policies).Sha256);
    }

    [Fact]
    public void Evaluate_RetiringALostArtifact_IsNotBlocked()
    {
        var result = GateEvaluator.Evaluate([], Input with { To = "retired", Artifact = new(Artifact, 1024, null, null) });

        Assert.Equal(GateOutcome.Pass, result.Outcome);
        Assert.Contains(result.Results, rule => rule is { RuleId: "BASE-02", Outcome: RuleOutcome.NotApplicable });
    }

    [Theory]
    [InlineData("{riskClasses: [minimal, limited]}", false)]
    [InlineData("{riskClasses: [high]}", true)]
    [InlineData("{stages: [staging]}", false)]
    [InlineData("{stages: [production]}", true)]
    [InlineData("{models: [Credit-Scorer]}", true)]
    [InlineData("{models: [credit]}", false)]
    [InlineData("{tags: {unit: retail}}", true)]
    [InlineData("{tags: {unit: [wholesale, retail]}}", true)]
    [InlineData("{tags: {unit: wholesale}}", false)]
    [InlineData("{tags: {unit: retail, country: de}}", false)]
    [InlineData("{riskClasses: [high], stages: [staging]}", false)]
    public void Evaluate_AppliesTo_AllConditionsMustHold(string appliesTo, bool applied)
    {
        var result = GateEvaluator.Evaluate([Policy(Fails, appliesTo: appliesTo)], Input);

        Assert.Equal(applied, result.Policies.Single(policy => policy.Name == "test").Applied);
        Assert.Equal(applied ? GateOutcome.Fail : GateOutcome.Pass, result.Outcome);
    }

    [Theory]
    [InlineData("2026-03-02T01:00:00.000Z", "2026-03-02")]
    [InlineData("2026-03-02T01:00:00.000-05:00", "2026-03-02")]
    [InlineData("2026-03-01T20:00:00.000-05:00", "2026-03-01")]
    [InlineData("2026-03-02T14:30:00.000+09:30", "2026-03-02")]
    public void Day_IsTheOneAtTheOffsetOfTheInput_AndIsReplayed(string at, string last)
    {
        var input = Input with { At = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) };
        var bytes = input.ToBytes();
        var policies = new[] { Policy("type: artifact_digest", metadata: $", expires: {last}") };
        var day = DateOnly.Parse(last, CultureInfo.InvariantCulture);
        var over = new[] { Policy("type: artifact_digest", metadata: $", expires: {day.AddDays(-1):yyyy-MM-dd}") };

        var result = GateEvaluator.Evaluate(policies, input);

        Assert.Contains($"\"{at}\"", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.True(result.Policies.Single(p => p.Name == "test").Applied);
        Assert.False(GateEvaluator.Evaluate(over, input).Policies.Single(p => p.Name == "test").Applied);
        Assert.Equal(TimeSpan.Zero, result.EvaluatedAt.Offset);
        Assert.True(GateEvaluator.Replay(policies, bytes, result.ToBytes()).Identical);
        Assert.Equal(input.FactsSha256(), (input with { At = input.At.ToUniversalTime() }).FactsSha256());
    }

    [Theory]
    [InlineData(", effectiveFrom: 2026-03-02", true, GateOutcome.Fail)]
    [InlineData(", effectiveFrom: 2026-03-03", false, GateOutcome.Pass)]
    [InlineData(", expires: 2026-03-02", true, GateOutcome.Fail)]
    [InlineData(", expires: 2026-03-01", false, GateOutcome.Warn)]
    public void Evaluate_FirstAndLastDay_CountInFullAndAnEndIsTold(string metadata, bool applied, GateOutcome expected)
    {
        var result = GateEvaluator.Evaluate([Policy(Fails, metadata: metadata)], Input);

        Assert.Equal(applied, result.Policies[^1].Applied);
        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == GateOutcome.Warn, result.Notices.Count == 1);
    }

    [Theory]
    [InlineData("staging", "")]
    [InlineData("production", "security,legal,owner")]
    [InlineData("retired", "owner")]
    public void Approvals_BaselineAlone_AsksByStage(string target, string roles)
    {
        var approvals = GateEvaluator.Evaluate([], Input with { To = target }).Approvals;

        Assert.Equal(roles, string.Join(',', approvals.Roles));
        Assert.Equal((30, 30), (approvals.MaxAgeDays, approvals.OpenDays));
    }

    [Fact]
    public void Approvals_SeveralPolicies_UnionOfRolesAndLeastDays()
    {
        var first = Policy(Passes, name: "a", extra: "  approvals: {roles: [{role: legal}], maxAgeDays: 60, openDays: 10}");
        var second = Policy(
            Passes,
            name: "b",
            extra: "  approvals: {roles: [{role: security, riskClasses: [high]}, {role: owner, riskClasses: [limited]}], "
                + "maxAgeDays: 45, openDays: 20}"
        );
        var silent = Policy(Passes, name: "c", mode: "warn", extra: "  approvals: {roles: [{role: owner}], maxAgeDays: 1, openDays: 1}");

        var approvals = GateEvaluator.Evaluate([first, second, silent], Input with { To = "staging" }).Approvals;

        Assert.Equal(["security", "legal"], approvals.Roles);
        Assert.Equal((45, 10), (approvals.MaxAgeDays, approvals.OpenDays));
    }

    [Theory]
    [InlineData("high", "[high]", "[minimal, high]", true)]
    [InlineData("high", "[high]", "[minimal]", false)]
    [InlineData("high", "[high]", null, false)]
    [InlineData("minimal", "[high]", "[high]", false)]
    public void Separation_IsRelaxedOnlyWhereEveryEnforcingPolicyNamesTheClass(string risk, string first, string? second, bool relaxed)
    {
        var input = Input with { Model = Input.Model with { RiskClass = risk } };
        var warns = Policy(Passes, name: "c", mode: "warn");

        var result = GateEvaluator.Evaluate([Of("a", first), Of("b", second), warns], input);

        Assert.Equal(relaxed, result.Approvals.MakersMaySign);
        Assert.Equal(relaxed, GateResult.FromBytes(result.ToBytes()).Result!.Approvals.MakersMaySign);
        Assert.Equal(relaxed, result.Notices.Any(n => n.Contains("let the makers", StringComparison.Ordinal)));
        Assert.Equal(GateOutcome.Pass, result.Outcome);
        Assert.False(GateEvaluator.Evaluate([], input).Approvals.MakersMaySign);

        static PolicyDocument Of(string name, string? makers) =>
            Policy(Passes, name: name, extra: makers is null ? "" : $"  separation: {{makers: {makers}}}");
    }

    [Theory]
    [InlineData(null, null, 24)]
    [InlineData("0", null, 24)]
    [InlineData("0", "0", 0)]
    [InlineData("2", "6", 6)]
    [InlineData("0", "72", 72)]
    public void SoonAfterReset_TheStrictestEnforcingPolicyDecides(string? first, string? second, int hours)
    {
        var warns = Policy(Passes, name: "warns", mode: "warn", extra: "  approvals: {soonAfterResetHours: 720}");

        var result = GateEvaluator.Evaluate([Of("a", first), Of("b", second), warns], Input);
        var text = System.Text.Encoding.UTF8.GetString(result.ToBytes());

        Assert.Equal(hours, result.Approvals.SoonAfterResetHours);
        Assert.Equal(hours, GateResult.FromBytes(result.ToBytes()).Result!.Approvals.SoonAfterResetHours);
        Assert.Equal(hours != 24, text.Contains("soon_after_reset_hours", StringComparison.Ordinal));
        Assert.Equal(hours < 24, result.Notices.Any(n => n.Contains("access was", StringComparison.Ordinal)));
        Assert.Equal(GateEvaluator.Evaluate([Of("a", null), Of("b", null), warns], Input).Outcome, result.Outcome);
        Assert.Equal(24, GateEvaluator.Evaluate([], Input).Approvals.SoonAfterResetHours);

        static PolicyDocument Of(string name, string? hours) =>
            Policy(Passes, name: name, extra: hours is null ? "" : $"  approvals: {{soonAfterResetHours: {hours}}}");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("721")]
    [InlineData("soon")]
    public void SoonAfterReset_NoSuchTime_IsAProblemOfThatField(string hours)
    {
        var source = System
            .Text.Encoding.UTF8.GetString(Policy(Passes, extra: "  approvals: {soonAfterResetHours: 1}").Source.Span)
            .Replace("soonAfterResetHours: 1", $"soonAfterResetHours: {hours}", StringComparison.Ordinal);

        Assert.Contains(
            PolicyDocument.Parse(System.Text.Encoding.UTF8.GetBytes(source), "p.yaml").Problems,
            p => p.Path == "spec.approvals.soonAfterResetHours"
        );
    }

    [Fact]
    public void Approvals_PolicyNamesOneRole_ProductionStillNeedsAllThree()
    {
        var policy = Policy(Passes, extra: "  approvals: {roles: [{role: owner}]}");

        Assert.Equal(["security", "legal", "owner"], GateEvaluator.Evaluate([policy], Input).Approvals.Roles);
    }

    [Fact]
    public void Evaluate_TwoPoliciesOnOneMetric_TheStricterDecides()
    {
        var input = Input with { Metrics = [Metric("auc", 0.8)] };
        var loose = Policy("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.7}", name: "loose");
        var strict = Policy("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.9}", name: "strict");

        var result = GateEvaluator.Evaluate([loose, strict], input);

        Assert.Equal("strict", Assert.Single(result.Results, rule => rule.Blocks).Policy);
    }

    [Fact]
    public void Evaluate_ListsInAnyOrder_SameBytes()
    {
        var input = FullInput();
        var policies = new[] { Policy(Fails, name: "b"), Policy(Passes, name: "a"), Policy(Errors, name: "c", mode: "warn") };
        var expected = GateEvaluator.Evaluate(policies, input);
        var random = new Random(7);

        for (var i = 0; i < 20; i++)
        {
            var shuffled = input with
            {
                RequestedBy = Shuffled(input.RequestedBy, random),
                Evidence = Shuffled(input.Evidence, random),
                Metrics = Shuffled(input.Metrics, random),
                Waivers = Shuffled(input.Waivers, random),
                Regions = new(Shuffled(input.Regions.Training, random), input.Regions.Hosting, input.Regions.Data),
            };

            Assert.Equal(input.ToBytes(), shuffled.ToBytes());
            Assert.Equal(expected.ToBytes(), GateEvaluator.Evaluate(Shuffled(policies, random), shuffled).ToBytes());
        }
    }

    [Fact]
    public void Result_WrittenAndRead_IsTheSame()
    {
        var result = GateEvaluator.Evaluate([Policy(Fails, extra: "  approvals: {openDays: 5}")], FullInput());

        var read = GateResult.FromBytes(result.ToBytes());

        Assert.True(read.IsValid, string.Join(' ', read.Problems));
        Assert.Equal(result.ToBytes(), read.Result.ToBytes());
        Assert.Equal(result.Sha256, read.Result.Sha256);
    }

    [Fact]
    public void Result_Bytes_NameEverythingTheyRestOn()
    {
        var input = Input;
        var result = GateEvaluator.Evaluate([], input);

        var text = Encoding.UTF8.GetString(result.ToBytes());

        Assert.StartsWith("{\"approvals\":", text, StringComparison.Ordinal);
        Assert.Contains(
            $"\"input_sha256\":\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input.ToBytes()))}\"",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains($"\"sha256\":\"{PolicyDocument.Baseline.Sha256}\"", text, StringComparison.Ordinal);
        Assert.Contains("\"engine\":\"governance-policies/5\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\": ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_InputThatIsNoInput_IsTheProgramsMistake() =>
        Assert.Throws<ArgumentException>(() => GateEvaluator.Evaluate([], Input with { To = "Production" }));

    internal static GateWaiver Waiver() =>
        new(
            "WVR-0001",
            "test",
            "TEST-01",
            new string('5', 64),
            new string('e', 64),
            "USR-0009",
            [new("USR-0007", "RiskOfficer")],
            Now - TimeSpan.FromDays(1),
            Now + TimeSpan.FromDays(10)
        );

    private static GateInput FullInput() =>
        Input with
        {
            RequestedBy = ["USR-0003", "USR-0001", "USR-0002"],
            Evidence = [Evidence("EVD-0002", "validation"), Evidence("EVD-0001", "validation"), Evidence("EVD-0003", "sbom", 4)],
            Metrics =
            [
                Metric("auc", 0.9),
                Metric("auc", 0.1 + 0.2, evidence: "EVD-0001"),
                Metric("auc", 0.7, evidence: "EVD-0002"),
                Metric("ece", null, attribute: "x"),
            ],
            Waivers = [Waiver(), Waiver() with { Id = "WVR-0002" }],
            Regions = new(["b", "a", "c"], ["a"], ["a"]),
        };

    private static GateInput Classified(string? riskClass) => Input with { Model = Input.Model with { RiskClass = riskClass } };

    private static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        var copy = items.ToArray();
        random.Shuffle(copy);
        return copy;
    }
}
