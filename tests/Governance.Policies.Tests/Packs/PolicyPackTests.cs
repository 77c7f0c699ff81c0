using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests.Packs;

/// <summary>What holds for every policy pack: it is valid, its tests pass, and they show each of its rules met and missed.</summary>
public sealed class PolicyPackTests
{
    private static readonly DateTimeOffset s_today = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Packs => [.. PolicyPacks.All.Select(pack => pack.Name)];

    [Fact]
    public void Packs_AreTheFilesOfTheirFolder()
    {
        var folder = Path.Combine(RepositoryRoot, "src", "Governance.Policies", "Packs");
        var files = Directory.EnumerateFiles(folder, "*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal);

        Assert.Equal(
            PolicyPacks.All.SelectMany(pack => new[] { $"{pack.Name}.yaml", $"{pack.Name}_test.yaml" }).Order(StringComparer.Ordinal),
            files
        );
        Assert.All(PolicyPacks.All, pack => Assert.Same(pack, PolicyPacks.Find(pack.Name)));
        Assert.Null(PolicyPacks.Find("no-such-pack"));
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public void Pack_IsAPolicyOfItsName_AndLintHasNothingToRemark(string name)
    {
        var pack = PolicyPacks.Find(name)!;

        var lint = PolicyLint.Check(Encoding.UTF8.GetBytes(pack.Text), $"{name}.yaml", s_today);

        Assert.Empty(lint.Errors);
        Assert.Empty(lint.Warnings);
        Assert.Equal((name, PolicyMode.Enforce), (lint.Document!.Name, lint.Document.Mode));
        Assert.All(lint.Document.Rules, rule => Assert.False(string.IsNullOrWhiteSpace(rule.Rationale), $"{rule.Id} gives no reason"));
    }

    [Theory]
    [MemberData(nameof(Packs))]
    public void Pack_ItsOwnTests_ComeOutAsExpected(string name) =>
        Assert.All(Judge(PolicyPacks.Find(name)!), result => Assert.True(result.Passed, $"{result.Name}: {result.Got}"));

    // The handbook advises it for the first weeks, and a proposal whose tests fail is never approved.
    [Theory]
    [MemberData(nameof(Packs))]
    public void Pack_SetToWarn_KeepsItsTests(string name)
    {
        var pack = PolicyPacks.Find(name)!;
        var warns = pack.Text.Replace("mode: enforce", "mode: warn", StringComparison.Ordinal);
        var policy = Read(Encoding.UTF8.GetBytes(warns), $"{name}.yaml");
        Assert.Equal(PolicyMode.Warn, policy.Mode);

        var judged = PolicyTestRunner.Run(Tests(pack), [policy], new Dictionary<string, ReadOnlyMemory<byte>>());

        Assert.All(judged, result => Assert.True(result.Passed, $"{result.Name}: {result.Got}"));
    }

    // Rules that are judged and block nothing would not be noticed by cases that look at rules alone.
    [Theory]
    [MemberData(nameof(Packs))]
    public void Pack_EveryCaseOfAnUnmetRule_SaysThatTheGateIsShutWhereItIsEnforced(string name) =>
        Assert.All(
            Tests(PolicyPacks.Find(name)!).Cases.Where(one => one.Rules.Values.Any(said => said is "fail" or "error")),
            one =>
            {
                Assert.True(one.Outcomes.GetValueOrDefault(PolicyMode.Enforce) is "fail" or "error", one.Name);
                // Where the baseline blocks as well, the mode of the pack makes no difference.
                Assert.True(one.Outcomes.GetValueOrDefault(PolicyMode.Warn) is "warn" or "fail", one.Name);
            }
        );

    [Theory]
    [MemberData(nameof(Packs))]
    public void Pack_EveryRule_PassesInOneCaseAndFailsInAnother(string name)
    {
        var pack = PolicyPacks.Find(name)!;
        var rules = Policy(pack).Rules.Select(rule => rule.Id).ToList();
        var cases = Tests(pack).Cases;

        Assert.Equal(rules, rules.Where(rule => cases.Any(one => Expects(one, rule, "pass"))));
        Assert.Equal(rules, rules.Where(rule => cases.Any(one => Expects(one, rule, "fail"))));
        Assert.Contains(
            cases,
            one => one.Outcomes.GetValueOrDefault(PolicyMode.Enforce) == "pass" && rules.TrueForAll(rule => Expects(one, rule, "pass"))
        );
    }

    // What stands in a pack or in a sample is copied: each says what follows for what runs.
    [Fact]
    public void PacksAndSamples_AllOfThem_SayWhatFollowsAfterTheApproval()
    {
        var samples = Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot, "samples"), "*policy*.yaml")
            .Select(path => Read(File.ReadAllBytes(path), Path.GetFileName(path)))
            .ToList();

        Assert.True(samples.Count > 9, $"{samples.Count} samples");
        Assert.Empty(
            samples.Concat(PolicyPacks.All.Select(Policy)).Where(policy => policy.Continuous is null).Select(policy => policy.Name)
        );
    }

    // Fifty bytes that anyone can type, filed as whatever kind there is, or declared with the version.
    [Fact]
    public void PacksAndSamples_ATypedFigure_PassesNoRuleThatBlocks()
    {
        var read = new HashSet<string>(
            ["metric_threshold", "fairness_audit", "evidence_required", "independent_validation", "agent_evaluation"],
            StringComparer.Ordinal
        );
        var policies = PolicyPacks
            .All.Select(Policy)
            .Concat(new[] { "policy.yaml", "policy-limited-risk.yaml" }.Select(name => Read(Sample(name), name)))
            .ToList();
        foreach (var policy in policies)
        {
            var input = Typed(policy);
            var judged = GateEvaluator
                .Evaluate([policy], input)
                .Results.Where(rule => rule.Policy == policy.Name && rule.Severity != RuleSeverity.Low && read.Contains(rule.Type))
                .ToList();

            Assert.NotEmpty(judged);
            Assert.All(judged, rule => Assert.True(rule.Blocks, $"{policy.Name}/{rule.RuleId} ({rule.Type}): {rule.Message}"));
        }
    }

    // Every figure that the policy asks about, far within its bound, from each kind of evidence and declared; nothing states a subject.
    private static GateInput Typed(PolicyDocument policy)
    {
        var evidence = PolicyVocabulary
            .EvidenceKinds.Select(
                (kind, i) =>
                    Evidence(
                        $"EVD-{i + 1:0000}",
                        kind,
                        facts: new() { Fairness = new(null, 50, [new("sex", "ok", [], new Dictionary<string, double?>())]) }
                    ) with
                    {
                        FiledBy = ["USR-0009"],
                    }
            )
            .ToList();
        var metrics =
            from rule in policy.Rules
            where rule.Type == "metric_threshold" && rule.Parameters.Text("source") is null
            let isLeast = rule.Parameters.Text("op")!.StartsWith('>')
            let value = isLeast ? 1.0 : 0.0
            let name = rule.Parameters.Text("metric")!
            from source in evidence.Select(e => (string?)e.Id).Append(null)
            select Metric(name, value, 1_000_000, value, value, evidence: source, source: "declared");
        return Input with
        {
            At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero),
            Model = new(
                "typed",
                policy.AppliesTo.RiskClasses?[0] ?? "high",
                policy.AppliesTo.Tags.ToDictionary(tag => tag.Key, tag => tag.Value[0])
            ),
            Version = Input.Version with { Developers = ["USR-0002"] },
            Agent = policy.Name == "agents" ? Agents.AgentFacts.Agent : null,
            Evidence = [.. evidence.Select(e => e with { ProducedAt = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero) })],
            Metrics = [.. metrics],
        };
    }

    private static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(RepositoryRoot, "samples", name));

    // Lint knows every type, and a reader finds each of them used: in a pack, or in a sample where a pack would have to name a server.
    [Fact]
    public void EveryRuleTypeOfTheCatalogue_PassesAndFailsInACaseOfAPackOrSample()
    {
        var (met, missed) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (policies, file, inputs) in PolicyPacks.All.Select(OfPack).Concat(Samples()))
        {
            Assert.All(PolicyTestRunner.Run(file, policies, inputs), result => Assert.True(result.Passed, $"{result.Name}: {result.Got}"));
            foreach (var rule in policies.SelectMany(policy => policy.Rules))
            {
                met.UnionWith(file.Cases.Any(one => Expects(one, rule.Id, "pass")) ? [rule.Type] : []);
                missed.UnionWith(file.Cases.Any(one => Expects(one, rule.Id, "fail")) ? [rule.Type] : []);
            }
        }

        Assert.Equal(PolicySchema.RuleTypes.Order(StringComparer.Ordinal), met.Order(StringComparer.Ordinal));
        Assert.Equal(PolicySchema.RuleTypes.Order(StringComparer.Ordinal), missed.Order(StringComparer.Ordinal));
    }

    private static bool Expects(PolicyTestCase one, string rule, string outcome) =>
        one.Rules.TryGetValue(rule, out var expected) && expected == outcome;

    private static IReadOnlyList<PolicyTestResult> Judge(PolicyPack pack) =>
        PolicyTestRunner.Run(Tests(pack), [Policy(pack)], new Dictionary<string, ReadOnlyMemory<byte>>());

    private static (IReadOnlyList<PolicyDocument>, PolicyTestFile, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>) OfPack(
        PolicyPack pack
    ) => ([Policy(pack)], Tests(pack), new Dictionary<string, ReadOnlyMemory<byte>>());

    private static IEnumerable<(IReadOnlyList<PolicyDocument>, PolicyTestFile, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>)> Samples()
    {
        var folder = Path.Combine(RepositoryRoot, "samples", "tests");
        foreach (var path in Directory.EnumerateFiles(folder, "*_test.yaml").Order(StringComparer.Ordinal))
        {
            var file = PolicyTestFile.Parse(File.ReadAllBytes(path)).File!;
            yield return (
                [.. file.Policies.Select(name => Read(File.ReadAllBytes(Path.Combine(folder, name)), name))],
                file,
                file.Cases.Select(one => one.InputName)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .ToDictionary(name => name, name => (ReadOnlyMemory<byte>)File.ReadAllBytes(Path.Combine(folder, name)))
            );
        }
    }

    private static PolicyDocument Policy(PolicyPack pack) => Read(Encoding.UTF8.GetBytes(pack.Text), $"{pack.Name}.yaml");

    private static PolicyDocument Read(byte[] text, string name)
    {
        var parsed = PolicyDocument.Parse(text, name);
        Assert.Empty(parsed.Problems);
        return parsed.Document!;
    }

    private static PolicyTestFile Tests(PolicyPack pack)
    {
        var parsed = PolicyTestFile.Parse(Encoding.UTF8.GetBytes(pack.Tests));
        Assert.Empty(parsed.Problems);
        return parsed.File!;
    }
}
