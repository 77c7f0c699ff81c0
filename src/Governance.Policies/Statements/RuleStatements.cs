using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>
/// What a rule answered, as data: the statements of a <see cref="RuleResult"/> without the rest, to be kept beside its English.
/// </summary>
/// <param name="Found">What was found and what to do.</param>
/// <param name="Asked">What the rule asks for; null where <see cref="RuleResult.Expected"/> is.</param>
/// <param name="Seen">What is there; null where <see cref="RuleResult.Actual"/> is.</param>
public sealed record RuleStatements(
    IReadOnlyList<Statement> Found,
    IReadOnlyList<Statement>? Asked = null,
    IReadOnlyList<Statement>? Seen = null
)
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The rule's type, by which it has a name; null where no rule answered, or an earlier release stored it.</summary>
    public string? Type { get; init; }

    /// <summary>Those of a result; null for a result of an engine that made none.</summary>
    /// <param name="rule">The result.</param>
    public static RuleStatements? Of(RuleResult rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Found is { } found ? new(found, rule.Asked, rule.Seen) { Type = rule.Type } : null;
    }

    /// <summary>
    /// The statements as canonical JSON, with the members of a result: <c>found</c>, <c>asked</c>, <c>seen</c> and <c>type</c>.
    /// </summary>
    public string ToJson()
    {
        var json = new JsonObject();
        Set("found", Found);
        Set("asked", Asked);
        Set("seen", Seen);
        if (Type is not null)
        {
            json["type"] = Type;
        }

        return System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(json));

        void Set(string name, IReadOnlyList<Statement>? statements)
        {
            if (statements is not null)
            {
                json[name] = StatementJson.Write(statements);
            }
        }
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null for anything else, of which the English beside it is left.</summary>
    /// <param name="json">The text; may be null.</param>
    public static RuleStatements? Read(string? json)
    {
        if (json is null || !StrictJson.TryParse(System.Text.Encoding.UTF8.GetBytes(json), JsonFields.MaxDepth, out var document, out _))
        {
            return null;
        }

        using (document)
        {
            var problems = new List<DocumentProblem>();
            var fields = new JsonFields(document.RootElement, string.Empty, problems);
            var (found, asked, seen) = (
                StatementJson.Read(fields, "found"),
                StatementJson.Read(fields, "asked"),
                StatementJson.Read(fields, "seen")
            );
            var type = fields.OptionalText("type");
            fields.End();
            return problems.Count == 0 && found is not null ? new(found, asked, seen) { Type = type } : null;
        }
    }
}
