using System.Text;

namespace Governance.Policies.Tests;

/// <summary>A promotion that meets everything, to be spoilt in one place by each test.</summary>
internal static class TestFacts
{
    public const string Artifact = "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2";
    public const string OtherArtifact = "00000000000000000000000000000000000000000000000000000000000000aa";
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static GateInput Input { get; } =
        new()
        {
            At = Now,
            Model = new("credit-scorer", "high", new Dictionary<string, string> { ["unit"] = "retail" }),
            Version = new("2.1.0", new string('5', 64), [new("applications", "training", new string('a', 64))]),
            From = "staging",
            To = "production",
            RequestedBy = ["USR-0003"],
            Artifact = new(Artifact, 1024, Artifact, 1024),
            Regions = new(["eu-central-1"], ["eu-west-1"], ["eu-central-1"]),
        };

    public static GateEvidence Evidence(
        string id,
        string kind,
        double ageDays = 1,
        string? artifact = Artifact,
        EvidenceFacts? facts = null
    ) => new(id, kind, new string('1', 64), Now - TimeSpan.FromDays(ageDays), "tool", artifact, facts ?? EvidenceFacts.None);

    public static GateMetric Metric(
        string name,
        double? value,
        long? n = 5000,
        double? low = null,
        double? high = null,
        string? attribute = null,
        string? slice = null,
        string? evidence = null,
        string source = "monitoring"
    ) => new(name, value, n, low, high, attribute, slice, evidence, evidence is null ? source : "evidence");

    /// <summary>A policy with one rule given as flow YAML: <c>type: x, params: {…}</c>.</summary>
    public static PolicyDocument Policy(
        string rule,
        string severity = "high",
        string mode = "enforce",
        string name = "test",
        string appliesTo = "{}",
        string extra = "",
        string metadata = ""
    )
    {
        var text = $$"""
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata: {name: {{name}}, version: "1"{{metadata}}}
            spec:
              appliesTo: {{appliesTo}}
              mode: {{mode}}
              rules:
                - {id: TEST-01, severity: {{severity}}, {{rule}}}
            {{extra}}
            """;
        var parsed = PolicyDocument.Parse(Encoding.UTF8.GetBytes(text), name + ".yaml");
        Assert.True(parsed.IsValid, string.Join("\n", parsed.Problems));
        return parsed.Document;
    }

    public static RuleResult Judge(string rule, GateInput input)
    {
        var result = GateEvaluator.Evaluate([Policy(rule)], input);
        return result.Results.Single(item => item.Policy == "test");
    }

    public static string RepositoryRoot
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The solution is not above the tests.");
            }

            return folder.FullName;
        }
    }
}
