using System.CommandLine;
using System.Globalization;
using Governance.Cli.Output;
using Governance.Domain.Models;

namespace Governance.Cli.Shared;

/// <summary>The options several commands share, created for each command so that each says what it takes.</summary>
internal static class CommonOptions
{
    /// <summary>How an option is written, by its name.</summary>
    public static string NameOf(string name) => "--" + name;

    public static Option<string> Server() =>
        new("--server") { Description = "Address of the portal (default: GOVERNANCE_SERVER).", HelpName = "URL" };

    public static Option<string> ApiKeyFile() =>
        new("--api-key-file")
        {
            Description = "File that holds the API key, or - for standard input (default: GOVERNANCE_API_KEY).",
            HelpName = "FILE",
        };

    /// <summary>How the result is written; a result that is no check cannot become a check report.</summary>
    public static Option<string[]> Format(bool isCheck)
    {
        var formats = isCheck ? ResultFormats.All : ResultFormats.Plain;
        var option = new Option<string[]>("--format", "-o")
        {
            Description = $"Format of the result, as FORMAT or FORMAT=FILE; repeatable. {string.Join(", ", formats)}.",
            HelpName = "FORMAT[=FILE]",
            Arity = ArgumentArity.OneOrMore,
        };
        option.Validators.Add(result =>
        {
            if (OutputPlan.Check([.. result.Tokens.Select(t => t.Value)], formats) is { } problem)
            {
                result.AddError(problem);
            }
        });
        return option;
    }

    public static Option<string> Model() =>
        Checked(
            new Option<string>("--model")
            {
                Description = "Name of the model.",
                HelpName = "MODEL",
                Required = true,
            },
            ModelName.IsModel,
            "is not a valid model name: use at most 100 lower-case letters, digits, dots, hyphens and underscores."
        );

    public static Option<string> Version() =>
        Checked(
            new Option<string>("--version")
            {
                Description = "Name of the version.",
                HelpName = "VERSION",
                Required = true,
            },
            ModelName.IsVersion,
            "is not a valid version name: use at most 64 letters, digits, dots, plus signs and hyphens."
        );

    public static Option<string> Text(string name, string description, string helpName, bool required = false) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            Required = required,
        };

    public static Option<string> OneOf(string name, string description, IReadOnlyList<string> words, bool required = false)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            Required = required,
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !words.Contains(t.Value, StringComparer.Ordinal)))
            {
                result.AddError($"{name} must be one of {string.Join(", ", words)}; \"{token.Value}\" is not.");
            }
        });
        return option;
    }

    public static Option<string[]> Many(string name, string description, string helpName) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
        };

    public static Option<string> Wait(string description)
    {
        var option = new Option<string>("--wait") { Description = description, HelpName = "30m" };
        return Checked(
            option,
            text => Duration.TryParse(text, out _),
            "is not a duration of at most 30 days. Write one such as 90s, 30m or 1h30m."
        );
    }

    /// <summary>A duration above zero and up to an hour.</summary>
    public static Option<string> Timeout(string description) =>
        Checked(
            new Option<string>("--timeout") { Description = description, HelpName = "30s" },
            text => Duration.TryParse(text, out var time) && time > TimeSpan.Zero && time <= TimeSpan.FromHours(1),
            "is not a duration above 0 and up to an hour. Write one such as 30s or 2m."
        );

    public static Option<string> Instant(string name, string description, bool required = false) =>
        Checked(
            new Option<string>(name)
            {
                Description = description,
                HelpName = "TIME",
                Required = required,
            },
            text => TryReadInstant(text, out _),
            "is not a time with a UTC offset. Write one such as 2026-01-31T00:00:00Z."
        );

    public static bool TryReadInstant(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out time
        ) && (text!.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal));

    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Names separated by commas, as in <c>--columns a,b</c>.</summary>
    public static IReadOnlyList<string> Names(string? list) =>
        list is null
            ? []
            : [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    private static Option<string> Checked(Option<string> option, Predicate<string> isRight, string otherwise)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !isRight(t.Value)))
            {
                result.AddError($"{option.Name}: \"{token.Value}\" {otherwise}");
            }
        });
        return option;
    }
}
