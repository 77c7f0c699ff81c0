using System.Text.Json;
using Governance.Cli.Output;

namespace Governance.Cli.Gates;

/// <summary>A promotion with what its gate found.</summary>
internal sealed record PromotionResult(JsonElement Body) : CommandResult
{
    /// <summary>True only for an outcome that is known to let pass.</summary>
    public bool GatePasses => Outcome is "pass" or "warn";

    public override CheckReport Checks =>
        new("gate", Subject, "governance", [.. (Body.Member("gate")?.Items("results") ?? []).Select(Item)])
        {
            Headline = $"{Id}: the gate {Verdict}",
            Facts = [.. Facts()],
        };

    private string Id => Body.Text("id") ?? "Promotion";

    private string Subject => $"{Body.Text("model")}@{Body.Text("version")}";

    private string? Outcome => Body.Member("gate")?.Text("outcome");

    private string Verdict =>
        Outcome switch
        {
            "pass" => "passes",
            "warn" => "passes with warnings",
            "fail" => "blocks",
            _ => "could not be evaluated, so it blocks",
        };

    public static CheckItem Item(JsonElement rule) =>
        new(
            rule.Text("rule") ?? "rule",
            rule.Text("type") ?? "rule",
            CheckWireNames.SeverityOf(rule.Text("severity")),
            CheckWireNames.OutcomeOf(rule.Text("outcome")),
            rule.Text("message") ?? string.Empty
        )
        {
            Suite = rule.Text("policy"),
            Expected = rule.Text("expected"),
            Actual = rule.Text("actual"),
            IsAdvisory = rule.Flag("blocking") == false,
            Evidence = [.. rule.Items("evidence").Select(e => e.Text("id")).OfType<string>()],
        };

    public override void WriteText(TextPage page)
    {
        page.Verdict(
            GatePasses ? CheckOutcome.Pass : CheckOutcome.Fail,
            $"{Id}: {Subject} from {Body.Text("from")} to {Body.Text("to")} is {Body.Text("state")}; the gate {Verdict}."
        );
        foreach (var item in Checks.Items)
        {
            page.Mark(item);
        }

        foreach (var (name, value) in Facts())
        {
            page.Fact(name, value);
        }
    }

    public override void WriteJson(Utf8JsonWriter writer) => Body.WriteTo(writer);

    private IEnumerable<KeyValuePair<string, string>> Facts()
    {
        var roles = string.Join(", ", Body.Texts("requiredRoles"));
        (string, string?)[] facts =
        [
            ("gate run", Body.Member("gate")?.Text("gateRun")),
            ("needs", roles.Length == 0 ? null : $"sign-off by {roles}"),
            ("bundle", Body.Text("bundleDigest")),
        ];
        return facts.Where(f => f.Item2 is not null).Select(f => KeyValuePair.Create(f.Item1, f.Item2!));
    }
}
