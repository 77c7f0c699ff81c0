namespace Governance.Policies.Tests;

public sealed class ActionCheckTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("{action: train, roles: [Engineer]}", "Engineer", false, null)]
    [InlineData("{action: train, roles: [ModelOwner]}", "Engineer", false, "requires one of these roles: Model owner.")]
    [InlineData("{action: train, separationFrom: [owns-model]}", "Engineer", false, "requires someone else: USR-0001 also owns the model.")]
    [InlineData("{action: train, separationFrom: [added-evidence]}", "Engineer", false, "cannot be judged")]
    [InlineData("{action: train, mfa: true}", "Engineer", false, "requires a second factor")]
    [InlineData("{action: train, mfa: true}", "Engineer", true, null)]
    [InlineData("{action: deploy, roles: [ModelOwner]}", "Engineer", false, null)]
    [InlineData("{action: promote, roles: [ModelOwner]}", "Engineer", false, null)]
    public void Act_IsJudgedByRulesAboutItAlone(string parameters, string role, bool mfa, string? expected)
    {
        var why = Refuses(Policy(parameters), role, mfa);
        if (expected is null)
        {
            Assert.Null(why);
        }
        else
        {
            Assert.Contains(expected, why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Act_WithoutAPerson_IsRefused_AndWhatOnlyWarnsStopsNothing()
    {
        var caller = new GateCaller("train", [], null, []);
        Assert.Contains(
            "not known who acts",
            ActionCheck.Refuses([Policy("{action: train}")], Model, null, caller, [], s_at)!,
            StringComparison.Ordinal
        );
        Assert.Null(Refuses(Policy("{action: train, roles: [ModelOwner]}", mode: "warn"), "Engineer", false));
        Assert.Null(Refuses(Policy("{action: train, roles: [ModelOwner]}", severity: "low"), "Engineer", false));
        Assert.Null(Refuses(Policy("{action: train, roles: [ModelOwner]}", appliesTo: "{models: [other]}"), "Engineer", false));
    }

    private static GateModel Model => new("fraud-scorer", "high", new Dictionary<string, string>());

    private static string? Refuses(PolicyDocument policy, string role, bool mfa) =>
        ActionCheck.Refuses(
            [policy],
            Model,
            stage: null,
            new GateCaller("train", [role], mfa, [new("owns-model", ["USR-0001"])]),
            ["USR-0001"],
            s_at
        );

    private static PolicyDocument Policy(
        string parameters,
        string mode = "enforce",
        string severity = "high",
        string appliesTo = "{stages: [production]}"
    ) =>
        PolicyDocument
            .Parse(
                System.Text.Encoding.UTF8.GetBytes(
                    $$"""
                    apiVersion: governance/v1
                    kind: ModelPolicy
                    metadata: {name: acts, version: "1"}
                    spec:
                      appliesTo: {{appliesTo}}
                      mode: {{mode}}
                      rules:
                        - {id: ROLE-01, type: rbac_action, severity: {{severity}}, params: {{parameters}}}
                      onError: fail
                    """
                ),
                "acts.yaml"
            )
            .Document!;
}
