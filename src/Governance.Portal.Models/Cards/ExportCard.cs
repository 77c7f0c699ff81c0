using System.Net;
using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>A card as a file.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="FileName">Its name.</param>
public sealed record CardFile(byte[] Bytes, string MediaType, string FileName);

/// <summary>
/// Writes a card as Markdown with Hugging Face front matter, as CycloneDX 1.7 (a system card as its fields in JSON), or as HTML.
/// </summary>
public sealed class ExportCard(GetCard get, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Writes it.</summary>
    public async Task<Result<CardFile>> RunAsync(CardSubject subject, int? number, string? format, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (format is not ("markdown" or "json" or "html"))
        {
            return CardRefusals.FormatUnknown;
        }

        var card = await get.RunAsync(subject, number, ct);
        if (card.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var version = (await subject.FindAsync(db, ct)) is { IsDone: true, Value.Version: { } found } ? found : null;
        var name = subject.Id.Replace('@', '-') + "-card";
        return format switch
        {
            "markdown" => new CardFile(
                Encoding.UTF8.GetBytes(Markdown(card.Value, version?.ReadManifest())),
                "text/markdown; charset=utf-8",
                $"{name}.md"
            ),
            "html" => new CardFile(Encoding.UTF8.GetBytes(Html(card.Value)), "text/html; charset=utf-8", $"{name}.html"),
            _ when version is not null => new CardFile(
                CycloneDx.Write(card.Value, version),
                $"{CycloneDx.MediaType}; version=1.7",
                $"{name}.cdx.json"
            ),
            _ => new CardFile(JsonSerializer.SerializeToUtf8Bytes(card.Value, ApiJson.Options), "application/json", $"{name}.json"),
        };
    }

    private static string Markdown(CardView card, VersionManifest? manifest)
    {
        var text = new StringBuilder();
        if (manifest is not null)
        {
            FrontMatter(text, card, manifest);
        }

        text.Append("# ").Append(OneLine(Title(card))).Append("\n\n").Append(Status(card)).Append('\n');
        foreach (var section in card.Fields.GroupBy(f => f.Section))
        {
            text.Append("\n## ").Append(section.Key).Append('\n');
            foreach (var field in section)
            {
                text.Append("\n### ").Append(field.Title).Append("\n\n");
                foreach (var line in field.Lines)
                {
                    // What strangers wrote stays text: no heading, list or markup of their own.
                    text.Append(field.Lines.Count > 1 ? "- " : "").Append(Plain(line)).Append('\n');
                }

                text.Append(
                    field.Lines.Count == 0
                        ? "*Missing.*\n"
                        : $"\n*{CardLabels.Of(field.Status)}"
                            + (field.Sources.Count == 0 ? "" : ": " + string.Join(", ", field.Sources.Take(8).Select(s => Plain(s.Id))))
                            + "*\n"
                );
            }
        }

        return text.ToString();
    }

    // Values in JSON's quotes, which are YAML's too.
    private static void FrontMatter(StringBuilder text, CardView card, VersionManifest manifest)
    {
        text.Append("---\n");
        if (card.Fields.FirstOrDefault(f => f.Key == "licence") is { Lines: [{ Length: <= 64 } licence] })
        {
            // An identifier as the hub knows it, else the name as it was written.
            var id = licence.Trim().ToLowerInvariant();
            text.Append(
                id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
                    ? $"license: {Quoted(id)}\n"
                    : $"license: other\nlicense_name: {Quoted(licence)}\n"
            );
        }

        text.Append("tags: [\"governance-card\"]\n");
        if (manifest.Datasets.Count > 0)
        {
            text.Append("datasets: [")
                .AppendJoin(", ", manifest.Datasets.Select(d => d.Name).Distinct(StringComparer.Ordinal).Select(Quoted))
                .Append("]\n");
        }

        if (manifest.Metrics.Count > 0)
        {
            text.Append("metrics: [").AppendJoin(", ", manifest.Metrics.Select(m => Quoted(m.Name))).Append("]\n");
            var dataset = manifest.Datasets.FirstOrDefault(d => d.Role is "test" or "validation")?.Name ?? "as registered";
            text.Append("model-index:\n  - name: ")
                .Append(Quoted(card.Subject))
                .Append("\n    results:\n      - task:\n          type: other\n        dataset:\n          type: ")
                .Append(Quoted(dataset))
                .Append("\n          name: ")
                .Append(Quoted(dataset))
                .Append("\n        metrics:\n");
            foreach (var metric in manifest.Metrics)
            {
                text.Append("          - type: ")
                    .Append(Quoted(metric.Name))
                    .Append("\n            value: ")
                    .Append(metric.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture))
                    .Append('\n');
            }
        }

        text.Append("---\n\n");
    }

    private static string Html(CardView card)
    {
        var text = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
            .Append(Encoded(Title(card)))
            .Append(
                "</title><style>body{font:15px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 "
                    + "1rem}dt{font-weight:600;margin-top:1rem}dd{margin:0}small{color:#555}</style></head><body><main><h1>"
            )
            .Append(Encoded(Title(card)))
            .Append("</h1><p>")
            .Append(Encoded(Status(card)))
            .Append("</p>");
        foreach (var section in card.Fields.GroupBy(f => f.Section))
        {
            text.Append("<section><h2>").Append(Encoded(section.Key)).Append("</h2><dl>");
            foreach (var field in section)
            {
                text.Append("<dt>").Append(Encoded(field.Title)).Append("</dt>");
                text.AppendJoin("", field.Lines.DefaultIfEmpty("Missing").Select(l => $"<dd>{Encoded(l)}</dd>"));
                text.Append("<dd><small>")
                    .Append(
                        Encoded(
                            CardLabels.Of(field.Status)
                                + (field.Sources.Count == 0 ? "" : ": " + string.Join(", ", field.Sources.Select(s => s.Id)))
                        )
                    )
                    .Append("</small></dd>");
            }

            text.Append("</dl></section>");
        }

        return text.Append("</main></body></html>\n").ToString();
    }

    private static string Title(CardView card) =>
        card.Fields.FirstOrDefault(f => f.Key == "name") is { Lines: [var name, ..] } ? name : card.Subject;

    private static string Status(CardView card) =>
        $"{CardLabels.Of(card.State)}, version {card.Number}. Fields filled: {card.Filled} of {card.Fields.Count}; "
        + $"missing: {card.Missing}; claims by an author: {card.Claimed}."
        + (card.State is CardState.Approved && card.ReviewedBy is { } by ? $" Approved by {by}." : "");

    private static string OneLine(string text) => Plain(text.ReplaceLineEndings(" "));

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            plain.Append(letter is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' ? $"\\{letter}" : letter.ToString());
        }

        return plain.ToString();
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
