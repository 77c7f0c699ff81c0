using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Api;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Writes a threat model as Markdown for people, in their language, or as JSON for programs.</summary>
public sealed class ExportThreatModel(GetThreatModel get)
{
    /// <summary>A threat model as a file.</summary>
    /// <param name="Bytes">Its bytes.</param>
    /// <param name="MediaType">Its media type.</param>
    /// <param name="Name">Its name.</param>
    public sealed record Exported(byte[] Bytes, string MediaType, string Name);

    /// <summary>Writes it.</summary>
    public async Task<Result<Exported>> RunAsync(SystemId system, int? number, string? format, CancellationToken ct)
    {
        if (format is not ("markdown" or "json"))
        {
            return ThreatRefusals.FormatUnknown;
        }

        var found = await get.RunAsync(system, number, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var view = found.Value;
        var name = $"threat-model-{view.System}-{view.Number}";
        return format == "json"
            ? new Exported(JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Options), "application/json", $"{name}.json")
            : new Exported(Encoding.UTF8.GetBytes(Markdown(view)), "text/markdown; charset=utf-8", $"{name}.md");
    }

    private static string Markdown(ThreatModelView view)
    {
        var text = new StringBuilder();
        Line($"# {T["Threat model of {0}", Plain(view.SystemName)]}");
        Line($"{view.System} · {view.Id} · {T["Version {0}", view.Number]} · {T.Word(ThreatText.Of(view.State))}");
        if (view.ContentSha256 is { } digest)
        {
            Line($"{T["Submitted by {0}", Plain(view.SubmittedBy ?? "")]}, {Day(view.SubmittedAt)}. SHA-256 `{digest}`");
        }

        if (view is { State: ThreatModelState.Reviewed or ThreatModelState.Superseded, ReviewedBy: { } reviewer })
        {
            Line($"{T["Reviewed by {0}", Plain(reviewer)]}, {Day(view.ReviewedAt)}");
        }

        Line($"## {T["Trust boundaries"]}");
        Table([T["Boundary"], T["Trust"]], view.Boundaries.Select(b => new[] { b.Name, T.Word(ThreatText.Of(b.Trust)) }));
        Line($"## {T["Components"]}");
        Table(
            [T["Component"], T["Kind"], T["Boundary"], T["Model"]],
            view.Components.Select(c =>
                new[]
                {
                    c.Name,
                    T.Word(ThreatText.Of(c.Kind)),
                    view.Boundaries.FirstOrDefault(b => b.Key == c.Boundary)?.Name ?? "",
                    c.Model ?? "",
                }
            )
        );
        Line($"## {T["Data flows"]}");
        Table(
            ["", T["From"], T.Sense("To", "a component"), T["Data"], T["Sensitivity"], T["Crosses a boundary"]],
            view.Flows.Select(f =>
                new[]
                {
                    f.Key,
                    ThreatModelView.NameOf(view.Drawing, f.From),
                    ThreatModelView.NameOf(view.Drawing, f.To),
                    f.Data,
                    T.Word(ThreatText.Of(f.Sensitivity)),
                    f.CrossesBoundary ? T["Yes"] : T["No"],
                }
            )
        );
        Line($"## {T["Threats"]}");
        Table(
            [T["Threat"], T.Sense("At", "a place"), T["Known as"], T["Decision"], T["Reason"]],
            view.Threats.Select(t =>
                new[]
                {
                    T.Word(t.Title),
                    t.ElementName,
                    string.Join(", ", t.Items),
                    DecisionOf(t.Decision),
                    t.Decision is { } why ? $"{why.Reason} ({why.By}, {Day(why.At)})" : "",
                }
            )
        );
        if (view.Points.Count > 0)
        {
            Line($"## {T["Open points"]}");
            Table(
                ["", T["Point"], T["Owner"], T["Due"], T["Outcome"]],
                view.Points.Select(p =>
                    new[]
                    {
                        p.Number.ToString(CultureInfo.InvariantCulture),
                        p.Text,
                        p.Owner,
                        p.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        p.Outcome is { } outcome ? $"{outcome} ({p.DoneBy}, {Day(p.DoneAt)})" : "",
                    }
                )
            );
        }

        Line(
            T[
                "Threats are suggested by rules of edition {0}. {1}",
                view.Rules,
                T["The IDs are those of OWASP and MITRE ATLAS. Conditions, wording and countermeasures are our own."]
            ]
        );
        return text.ToString();

        void Line(string line) => text.Append(line).Append("\n\n");

        void Table(string[] head, IEnumerable<string[]> rows)
        {
            text.Append("| ").AppendJoin(" | ", head).Append(" |\n|").Append(string.Concat(head.Select(_ => " --- |"))).Append('\n');
            foreach (var row in rows)
            {
                text.Append("| ").AppendJoin(" | ", row.Select(Plain)).Append(" |\n");
            }

            text.Append('\n');
        }
    }

    private static string DecisionOf(ThreatDecisionView? decision) =>
        decision is null
            ? T["Not decided"]
            : T.Word(ThreatText.Of(decision.Kind))
                + (decision.Risk is { } risk ? $", {risk.Id}" : "")
                + (decision.IsCurrent ? "" : $" ({T["To be confirmed"]})");

    private static string Day(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    // What people wrote is text in a cell: it neither ends the cell nor begins markup.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" "))
        {
            if (c is '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#')
            {
                plain.Append('\\');
            }

            plain.Append(c);
        }

        return plain.ToString();
    }
}
