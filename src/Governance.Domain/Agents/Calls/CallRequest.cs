using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Domain.Agents.Calls;

/// <summary>What an agent asks before it calls a tool, as it was read and found acceptable.</summary>
public sealed record CallRequest
{
    /// <summary>Longest name of a run, in characters.</summary>
    public const int MaxRun = 100;

    /// <summary>Longest name of a tool or server, in characters.</summary>
    public const int MaxName = 200;

    /// <summary>Most scopes, and characters of each.</summary>
    public const int MaxScopes = 50;

    /// <summary>Largest arguments, in bytes of UTF-8.</summary>
    public const int MaxArguments = 64 * 1024;

    /// <summary>Parts of a unit of money that are told apart.</summary>
    public const int Parts = 10_000;

    private const decimal MaxAmount = 100_000_000_000m;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private CallRequest() { }

    /// <summary>The caller's name of the run.</summary>
    public string Run { get; private init; } = "";

    /// <summary>The tool.</summary>
    public string Tool { get; private init; } = "";

    /// <summary>The server it comes from; null for a tool that is built in or named readably.</summary>
    public string? Server { get; private init; }

    /// <summary>Data it touches.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>Money it moves, in parts of a unit; null when it names none.</summary>
    public long? AmountParts { get; private init; }

    /// <summary>Currency of the money.</summary>
    public string? Currency { get; private init; }

    /// <summary>The arguments as the caller sent them: JSON.</summary>
    public string Arguments { get; private init; } = "";

    /// <summary>Number of the step as the caller counts; null when not stated.</summary>
    public int? Step { get; init; }

    /// <summary>Seconds of the run as the caller counts; null when not stated.</summary>
    public int? Seconds { get; init; }

    /// <summary>What the run has spent as the caller counts; null when not stated.</summary>
    public decimal? SpentSoFar { get; init; }

    /// <summary>The money as people write it.</summary>
    public decimal? Amount => AmountParts is { } parts ? (decimal)parts / Parts : null;

    /// <summary>Reads one.</summary>
    public static Result<CallRequest> Of(
        string? run,
        string? tool,
        string? server,
        IReadOnlyList<string?>? scopes,
        (decimal? Amount, string? Currency) money,
        string? arguments
    )
    {
        if (string.IsNullOrWhiteSpace(run) || run.Length > MaxRun || NameText.Misleads(run))
        {
            return CallRefusals.RunNotValid;
        }

        if (
            string.IsNullOrWhiteSpace(tool)
            || tool.Length > MaxName
            || NameText.Misleads(tool)
            || server is { Length: 0 or > MaxName }
            || (server is not null && NameText.Misleads(server))
        )
        {
            return CallRefusals.ToolNotValid;
        }

        var touched = scopes ?? [];
        if (touched.Count > MaxScopes || touched.Any(s => string.IsNullOrEmpty(s) || s.Length > MaxName || s.Any(char.IsControl)))
        {
            return CallRefusals.ScopesNotValid;
        }

        if (money.Amount is { } amount && (amount < 0 || amount > MaxAmount || decimal.Truncate(amount * Parts) != amount * Parts))
        {
            return CallRefusals.AmountNotValid;
        }

        if (money.Currency is { } currency && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            return CallRefusals.CurrencyNotValid;
        }

        if (Encoding.UTF8.GetByteCount(arguments ?? "") > MaxArguments)
        {
            return CallRefusals.ArgumentsTooLarge;
        }

        // A person answers for the arguments that they see: no tool may read others in them.
        return !string.IsNullOrEmpty(arguments) && Ambiguity(arguments) is { } ambiguous
            ? CallRefusals.ArgumentsAmbiguous(Sentence.Ours(ambiguous))
            : new CallRequest
            {
                Run = run,
                Tool = tool,
                Server = server,
                Scopes = [.. touched.OfType<string>()],
                AmountParts = money.Amount is { } sum ? decimal.ToInt64(sum * Parts) : null,
                Currency = money.Currency,
                Arguments = string.IsNullOrEmpty(arguments) ? "{}" : arguments,
            };
    }

    private static string? Ambiguity(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments, s_strict);
            return UnambiguousJson.Problem(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "They are not valid JSON, or have two members of one name.";
        }
    }

    /// <summary>The tool as people read it.</summary>
    public override string ToString() => Server is null ? Tool : string.Create(CultureInfo.InvariantCulture, $"{Server}.{Tool}");
}
