namespace Governance.Cli.Output;

/// <summary>A result that is a list of checks, in the terms all report formats share.</summary>
/// <param name="Suite">What checked: name of the policy, "gate", "drift".</param>
/// <param name="Subject">What was checked: <c>fraud-scorer@1.4.0</c>, a file.</param>
/// <param name="File">File findings point at when they name none themselves.</param>
/// <param name="Items">The checks.</param>
internal sealed record CheckReport(string Suite, string Subject, string File, IReadOnlyList<CheckItem> Items)
{
    /// <summary>Heading in one line: the verdict.</summary>
    public required string Headline { get; init; }

    /// <summary>Facts worth repeating below the heading, as name and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>Text of several lines for who wants to know more, by its heading.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
}

/// <summary>What came out of one check.</summary>
internal enum CheckOutcome
{
    Pass,
    Warn,
    Fail,
    Error,
    Waived,
    NotApplicable,
}

/// <summary>How much a failed check matters.</summary>
internal enum CheckSeverity
{
    Critical,
    High,
    Medium,
    Low,
}

/// <summary>One check.</summary>
internal sealed record CheckItem(string Id, string Type, CheckSeverity Severity, CheckOutcome Outcome, string Message)
{
    public string? Expected { get; init; }

    public string? Actual { get; init; }

    public string? File { get; init; }

    public int? Line { get; init; }

    /// <summary>Suite of its own, when a report joins several (policies).</summary>
    public string? Suite { get; init; }

    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Whether it stops nothing, whatever came out.</summary>
    public bool IsAdvisory { get; init; }

    public IReadOnlyList<string> Controls { get; init; } = [];

    /// <summary>Whether someone should look at it.</summary>
    public bool IsFinding => Outcome is CheckOutcome.Fail or CheckOutcome.Error or CheckOutcome.Warn;
}

/// <summary>Spelling of outcomes and severities.</summary>
internal static class CheckWireNames
{
    public static string ToWireName(this CheckOutcome outcome) =>
        outcome switch
        {
            CheckOutcome.Pass => "pass",
            CheckOutcome.Warn => "warn",
            CheckOutcome.Fail => "fail",
            CheckOutcome.Error => "error",
            CheckOutcome.Waived => "waived",
            CheckOutcome.NotApplicable => "not_applicable",
        };

    public static string ToWireName(this CheckSeverity severity) =>
        severity switch
        {
            CheckSeverity.Critical => "critical",
            CheckSeverity.High => "high",
            CheckSeverity.Medium => "medium",
            CheckSeverity.Low => "low",
        };

    /// <summary>Reads a word of the server; an unknown outcome is an error, never a pass.</summary>
    public static CheckOutcome OutcomeOf(string? word) =>
        word switch
        {
            "pass" => CheckOutcome.Pass,
            "warn" => CheckOutcome.Warn,
            "fail" => CheckOutcome.Fail,
            "waived" => CheckOutcome.Waived,
            "not_applicable" => CheckOutcome.NotApplicable,
            _ => CheckOutcome.Error,
        };

    /// <summary>Reads a word of the server; an unknown severity counts as high.</summary>
    public static CheckSeverity SeverityOf(string? word) =>
        word switch
        {
            "critical" => CheckSeverity.Critical,
            "medium" => CheckSeverity.Medium,
            "low" => CheckSeverity.Low,
            _ => CheckSeverity.High,
        };
}
