using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Governance.Policies;

/// <summary>Writes a draft as YAML for a person to complete.</summary>
internal static class AgentDraftText
{
    private static readonly Dictionary<string, string> s_hints = new(StringComparer.Ordinal)
    {
        ["purpose"] = "what the agent is for, in one sentence",
        ["autonomy"] = $"one of {string.Join(", ", AgentVocabulary.AutonomyLevels)}",
        ["owner"] = "who is accountable for what it does",
        ["models"] = "the models it uses: [{name: …, version: …, provider: …}]",
    };

    public static string Write(AgentDraft draft)
    {
        var manifest = draft.Manifest;
        var text = new StringBuilder();
        foreach (var note in draft.Notes)
        {
            text.Append("# ").Append(note.ReplaceLineEndings(" ")).Append('\n');
        }

        text.Append("schema: ").Append(AgentManifest.Schema).Append('\n');
        Line("purpose", manifest.Purpose);
        Line("autonomy", manifest.Autonomy);
        Line("owner", manifest.Owner);
        if (draft.Missing.Contains("models", StringComparer.Ordinal))
        {
            Line("models", string.Empty);
        }

        Items("models", manifest.Models, m => [("name", m.Name), ("version", m.Version), ("provider", m.Provider), ("sha256", m.Sha256)]);
        Items("prompts", manifest.Prompts, p => [("name", p.Name), ("sha256", p.Sha256)]);
        Items(
            "servers",
            manifest.Servers,
            s =>
                [
                    ("name", s.Name),
                    ("transport", s.Transport),
                    ("address", s.Address),
                    ("version", s.Version),
                    ("toolsSha256", s.ToolsSha256),
                ]
        );
        Items(
            "tools",
            manifest.Tools,
            t => [("name", t.Name), ("server", t.Server), ("description", t.Description), ("schemaSha256", t.SchemaSha256)],
            Risks
        );
        Items("agents", manifest.Agents, a => [("name", a.Name), ("version", a.Version), ("url", a.Url)]);
        return text.ToString();

        void Line(string name, string value) =>
            text.Append(value.Length > 0 ? $"{name}: {Quoted(value)}\n" : $"# {name} is missing: {s_hints[name]}.\n# {name}:\n");

        void Items<T>(
            string name,
            IReadOnlyList<T> items,
            Func<T, IReadOnlyList<(string Name, string? Value)>> members,
            Func<T, string>? more = null
        )
        {
            text.Append(items.Count > 0 ? $"{name}:\n" : string.Empty);
            foreach (var item in items)
            {
                var start = "  - ";
                foreach (var (member, value) in members(item).Where(pair => pair.Value is not null))
                {
                    text.Append(start).Append(member).Append(": ").Append(Quoted(value!)).Append('\n');
                    start = "    ";
                }

                text.Append(more?.Invoke(item));
            }
        }

        string Risks(AgentTool tool) =>
            tool.Risks.Count > 0 ? $"    risks: [{string.Join(", ", tool.Risks)}]\n"
            : draft.ProposedRisks.TryGetValue(tool.Id, out var proposed)
                ? $"    # Proposed by the source and not reviewed:\n    # risks: [{string.Join(", ", proposed)}]\n"
            : "    # risks: no one has reviewed this tool, so rules treat it as having all of them.\n";
    }

    private static string Quoted(string value) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
}
