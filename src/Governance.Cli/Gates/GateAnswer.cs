using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Gates;

/// <summary>What is asked of the gate.</summary>
internal sealed record GateQuestion(string Model, string Version, string Stage, string File, FileDigest Digest)
{
    /// <summary>The experiment it is asked for; null for all of a stage.</summary>
    public string? Experiment { get; init; }

    public string Subject => $"{Model}@{Version}";

    public string Path =>
        $"api/v1/gates/deploy?model={Uri.EscapeDataString(Model)}&version={Uri.EscapeDataString(Version)}&stage="
        + $"{Uri.EscapeDataString(Stage)}&sha256={Digest.Sha256}"
        + (Experiment is { } tried ? $"&experiment={Uri.EscapeDataString(tried)}" : string.Empty);
}

/// <summary>The gate's answer. It allows only what says <c>"allow": true</c> and nothing else.</summary>
internal sealed record GateAnswer(GateQuestion Question, JsonElement Body) : CommandResult
{
    // With these nothing that others sign can open the gate, so waiting for it would be in vain.
    private static readonly string[] s_final =
    [
        "artifact.digest-differs",
        "version.retired",
        "gate.version-unknown",
        "gate.stage-unknown",
        "promotion.none",
        "promotion.not-approved",
        "experiment.not-found",
        "permit.other-experiment",
    ];

    public bool Allow { get; } = AllowedBy(Question, Body);

    public bool IsFinal => Reasons.Any(r => s_final.Contains(r.Text("code"), StringComparer.Ordinal));

    public string? GateRun => Body.Text("gateRun");

    public string? PolicyDigest => Body.Text("policyDigest");

    /// <summary>The run that decided now; null in answers of earlier portals.</summary>
    public string? DecisionRun => Body.Member("decision")?.Text("run");

    /// <summary>The emergency override without which the answer would be no.</summary>
    public string? Override => Body.Text("override");

    // A portal that does not know the question answers for all of the stage, which says nothing of the experiment.
    private static bool AllowedBy(GateQuestion question, JsonElement body)
    {
        var allow =
            body.Flag("allow") ?? throw CliException.Undecided("The portal's answer does not say whether it allows the deployment.");
        return !allow || question.Experiment is not { } tried || body.Text("experiment") == tried
            ? allow
            : throw CliException.Undecided($"The portal's answer does not say that it is for {tried}.");
    }

    public override CheckReport Checks =>
        new("gate", Question.Subject, Question.File, Items()) { Headline = Headline, Facts = [.. Facts()] };

    public IReadOnlyList<JsonElement> Reasons => Body.Items("reasons");

    /// <summary>The answer in one line; the same line means that nothing changed.</summary>
    public string Summary =>
        Allow
            ? "allowed"
            : string.Join(" ", Reasons.Select(r => r.Text("message") ?? r.Text("code")).DefaultIfEmpty("denied without giving a reason"));

    private string Headline =>
        Allow
            ? $"{Question.Subject} may {Way} "
                + $"{Question.Stage}{(Override is { } emergency ? $" under emergency override {emergency}" : string.Empty)}"
            : $"{Question.Subject} may not {Way} {Question.Stage}";

    private string Way => Question.Experiment is { } tried ? $"be deployed for {tried} in" : "be deployed to";

    public override void WriteText(TextPage page)
    {
        page.Verdict(Allow ? CheckOutcome.Pass : CheckOutcome.Fail, Headline + ".");
        foreach (var (item, name) in Items().Zip(Reasons.Select(QualifiedRule).Concat(Enumerable.Repeat<string?>(null, 1))))
        {
            if (item.Outcome == CheckOutcome.Pass)
            {
                continue;
            }

            page.Line(
                $"- {name ?? item.Id}: {item.Message}{(item.Evidence.Count == 0 ? string.Empty : $" ({string.Join(", ", item.Evidence)})")}"
            );
            page.Fact("  found", item.Actual);
            page.Fact("  required", item.Expected);
        }

        foreach (var (name, value) in Facts())
        {
            page.Fact(name, value);
        }
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in Body.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        foreach (
            var (name, value) in new[]
            {
                ("model", Question.Model),
                ("version", Question.Version),
                ("stage", Question.Stage),
                ("artifact", Question.File),
                ("sha256", Question.Digest.Sha256),
            }
        )
        {
            if (!Body.TryGetProperty(name, out _))
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
    }

    private List<CheckItem> Items()
    {
        if (Allow)
        {
            return [new CheckItem("gate", "deploy", CheckSeverity.Critical, CheckOutcome.Pass, Headline + ".")];
        }

        var items = Reasons
            .Select(r => new CheckItem(
                RuleOf(r),
                r.Text("code") ?? "deploy",
                CheckSeverity.High,
                CheckOutcome.Fail,
                r.Text("message") ?? r.Text("code") ?? Headline
            )
            {
                Expected = r.Text("expected"),
                Actual = r.Text("actual"),
                Evidence = Evidence(r),
            })
            .ToList();
        return items.Count > 0
            ? items
            :
            [
                new CheckItem(
                    "gate",
                    "deploy",
                    CheckSeverity.High,
                    CheckOutcome.Fail,
                    "The gate denied the deployment without giving a reason."
                ),
            ];
    }

    // Several policies may have a rule of one id: then its name alone would say two things.
    private string RuleOf(JsonElement reason) =>
        reason.Text("rule") is not { } rule ? reason.Text("code") ?? "gate"
        : Reasons.Count(r => r.Text("rule") == rule) > 1 ? QualifiedRule(reason) ?? rule
        : rule;

    private static string? QualifiedRule(JsonElement reason) =>
        reason.Text("rule") is { } rule && reason.Text("policy") is { } policy ? $"{policy}/{rule}" : null;

    private static IReadOnlyList<string> Evidence(JsonElement reason) =>
        reason.Text("evidence") is { } one
            ? [one]
            :
            [
                .. reason
                    .Items("evidence")
                    .Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : e.Text("id"))
                    .OfType<string>(),
            ];

    private IEnumerable<KeyValuePair<string, string>> Facts()
    {
        yield return KeyValuePair.Create("artifact", Question.File);
        yield return KeyValuePair.Create("sha256", Question.Digest.Sha256);
        if (Question.Experiment is { } tried)
        {
            yield return KeyValuePair.Create(
                "experiment",
                Body.Member("share") is { } share ? $"{tried}, share {share.GetRawText()}" : tried
            );
        }

        if (GateRun is { } run)
        {
            yield return KeyValuePair.Create("gate run", run);
        }

        if (DecisionRun is { } decided)
        {
            yield return KeyValuePair.Create("decided by", decided);
            yield return KeyValuePair.Create(
                "policies asked",
                string.Join(
                    ", ",
                    (Body.Member("decision")?.Items("policies") ?? [])
                        .Where(p => p.Flag("applied") is not false)
                        .Select(p => $"{p.Text("name")} {p.Text("version")}")
                )
            );
        }

        if (PolicyDigest is { } policy)
        {
            yield return KeyValuePair.Create("policy", policy);
        }
    }
}
