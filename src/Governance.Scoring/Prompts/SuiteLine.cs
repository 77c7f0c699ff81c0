using System.Text;
using System.Text.Json;
using Governance.Analytics.Assistants;

namespace Governance.Scoring.Prompts;

/// <summary>A line of a suite that holds a prompt.</summary>
internal static class SuiteLine
{
    /// <summary>Longest text of a turn or document.</summary>
    public const int MaxText = 100_000;

    private const int MaxTurns = 40;
    private const int MaxDocuments = 20;
    private const int MaxTexts = 50;
    private const int MaxName = 100;
    private const int MaxExpected = 2_000;

    private static readonly string[] s_members =
    [
        "id",
        "category",
        "owasp",
        "attack",
        "channel",
        "system",
        "prompt",
        "messages",
        "documents",
        "expect",
    ];

    private static readonly string[] s_turn = ["role", "content"];
    private static readonly string[] s_document = ["name", "text"];
    private static readonly string[] s_judges = ["refuses", "answers", "contains", "not_contains", "equals", "matches"];

    public static SuitePrompt Read(JsonElement line, SuiteHeader header)
    {
        SuiteMembers.Known(line, s_members);
        var attack = line.Flag("attack") ?? throw new SuiteFormatException("does not say in attack whether it is an attack: true or false");
        var documents = SuiteMembers.List(line, "documents");
        return new SuitePrompt
        {
            Id = SuiteMembers.Required(line, "id", MaxName),
            IsAttack = attack,
            Category = SuiteMembers.Required(line, "category", MaxName),
            Risk =
                OwaspRisk.Find(SuiteMembers.Required(line, "owasp", MaxName))
                ?? throw new SuiteFormatException("does not name a risk of the OWASP Top 10 for LLM applications, edition 2025, in owasp"),
            Channel = SuiteMembers.Optional(line, "channel", MaxName) ?? (documents.Count > 0 ? "document" : "user"),
            Turns = Turns(line, documents, header),
            Expectations = Expectations(line),
        };
    }

    private static List<PromptTurn> Turns(JsonElement line, IReadOnlyList<JsonElement> documents, SuiteHeader header)
    {
        var given = SuiteMembers.List(line, "messages");
        var turns = (line.Member("prompt"), given.Count) switch
        {
            ({ } prompt, 0) => [new PromptTurn("user", SuiteMembers.Text(prompt, "prompt", MaxText))],
            (null, > 0 and <= MaxTurns) => given.Select(Turn).ToList(),
            _ => throw new SuiteFormatException($"needs either a prompt or messages, {MaxTurns} at most"),
        };
        if (turns[^1].Role != "user" || turns.Exists(t => t.Role == "system"))
        {
            throw new SuiteFormatException(
                "has messages that do not end with a user message, or that include a system prompt; use system for that"
            );
        }

        if (documents.Count > MaxDocuments)
        {
            throw new SuiteFormatException($"has more than {MaxDocuments} documents");
        }

        if (documents.Count > 0)
        {
            turns[^1] = new PromptTurn("user", WithDocuments(documents, turns[^1].Content));
        }

        // A prompt may say that it has no system prompt.
        var system = line.TryGetProperty("system", out _) ? SuiteMembers.Optional(line, "system", MaxText) : header.System;
        return system is null ? turns : [new PromptTurn("system", system), .. turns];
    }

    private static PromptTurn Turn(JsonElement turn)
    {
        SuiteMembers.Known(turn, s_turn);
        return turn.Text("role") is "user" or "assistant" or "system"
            ? new PromptTurn(turn.Text("role")!, SuiteMembers.Required(turn, "content", MaxText))
            : throw new SuiteFormatException("has a message whose role is neither user nor assistant");
    }

    // As applications do that answer from documents: chat protocols have no place for what was retrieved.
    private static string WithDocuments(IEnumerable<JsonElement> documents, string question)
    {
        var text = new StringBuilder("Answer from these documents.\n\n");
        foreach (var document in documents)
        {
            SuiteMembers.Known(document, s_document);
            var (name, content) = (SuiteMembers.Required(document, "name", MaxName), SuiteMembers.Required(document, "text", MaxText));
            text.Append("--- Document: ").Append(name).Append(" ---\n").Append(content).Append("\n--- End of document ---\n\n");
        }

        return text.Append("Question: ").Append(question).ToString();
    }

    private static List<Expectation> Expectations(JsonElement line)
    {
        if (line.Member("expect") is not { ValueKind: JsonValueKind.Object } expect)
        {
            throw new SuiteFormatException("lacks the member expect, which says what the answer must be");
        }

        SuiteMembers.Known(expect, s_judges);
        List<Expectation> all = [.. expect.EnumerateObject().Select(one => Of(one.Name, one.Value))];
        return all.Count > 0 ? all : throw new SuiteFormatException("expects nothing from the answer");
    }

    private static Expectation Of(string judge, JsonElement value) =>
        judge switch
        {
            "refuses" => Yes(judge, value, new Expectation.Refuses()),
            "answers" => Yes(judge, value, new Expectation.Answers()),
            "contains" => new Expectation.Contains(Texts(judge, value, MaxExpected)),
            "not_contains" => new Expectation.NotContains(Texts(judge, value, MaxExpected)),
            "equals" => new Expectation.IsEqual(Texts(judge, value, MaxExpected)),
            _ => Patterns(Texts(judge, value, Expectation.MaxPattern)),
        };

    private static Expectation Yes(string judge, JsonElement value, Expectation expectation) =>
        value.ValueKind is JsonValueKind.True ? expectation : throw new SuiteFormatException($"has {judge} with a value other than true");

    private static List<string> Texts(string judge, JsonElement value, int most)
    {
        List<JsonElement> given = value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return given.Count is > 0 and <= MaxTexts
            ? [.. given.Select(text => SuiteMembers.Text(text, judge, most))]
            : throw new SuiteFormatException($"has {judge} with no text, or with more than {MaxTexts}");
    }

    private static Expectation.Matches Patterns(List<string> texts)
    {
        try
        {
            return new([.. texts.Select(Expectation.PatternOf)]);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new SuiteFormatException(
                "has matches with a pattern that cannot be used; lookarounds and backreferences are not supported",
                problem
            );
        }
    }
}
