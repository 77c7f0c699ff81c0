using Governance.Domain.Gates;
using Governance.Policies;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Findings;

/// <summary>
/// What a rule found, as people read it. Of a run of today it is said in the reader's language, made of codes and values; of a run of an
/// earlier engine, which stored sentences, it is what was stored, to the letter.
/// </summary>
/// <param name="Statements">What was found; null in results of engines that stored sentences alone.</param>
/// <param name="Stored">The English that was stored.</param>
public sealed record FindingText(IReadOnlyList<Statement>? Statements, string Stored)
{
    /// <summary>What a rule found and, when it is not met, what to do.</summary>
    public static FindingText Of(RuleResult rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new(rule.Found, rule.Message);
    }

    /// <summary>What a rule found that a deployment does not meet.</summary>
    public static FindingText Of(PostureFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new(RuleStatements.Read(finding.Statements)?.Found, finding.Message);
    }

    /// <summary>What a rule asks for; null where its message says it.</summary>
    public static FindingText? Asked(RuleResult rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Expected is { } expected ? new(rule.Asked, expected) : null;
    }

    /// <summary>What a rule saw; null where there was nothing.</summary>
    public static FindingText? Seen(RuleResult rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Actual is { } actual ? new(rule.Seen, actual) : null;
    }

    /// <summary>What a reader of a result should know beside its rules, each by itself.</summary>
    public static IReadOnlyList<FindingText> Notices(GateResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [.. result.Notices.Select((stored, place) => new FindingText(One(result.Noticed?.ElementAtOrDefault(place)), stored))];
    }

    /// <summary>What several policies bound.</summary>
    public static FindingText Bounded(ComposedBound bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        return new(One(bound.Bounded), bound.On);
    }

    /// <summary>The strictest of their bounds.</summary>
    public static FindingText Strictest(ComposedBound bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        return new(One(bound.Strictest), bound.Bound);
    }

    /// <summary>
    /// True where it is shown as it was stored: an earlier engine wrote it, or a later one with codes that are not known here.
    /// </summary>
    public bool IsStored => Statements is not { Count: > 0 } found || !found.All(StatementWriter.English.CanWrite);

    /// <summary>
    /// True where a measured window drifts more than a rule allows: what drives it is the same fact as on the page of the monitor
    /// (<see cref="Facts.DriftReasons"/>).
    /// </summary>
    /// <param name="found">What the rule found.</param>
    /// <param name="seen">What it saw, with the window that it was seen in.</param>
    public static bool IsOfDrift(IReadOnlyList<Statement>? found, IReadOnlyList<Statement>? seen) =>
        found?.Any(s => s.Code is "drift.above") is true && seen?.Any(s => s.Code is "window.seen") is true;

    /// <summary>The words, in the language in force or as they were stored.</summary>
    /// <param name="nameOf">The name of a person by the id of their account; null where it is not known.</param>
    public string Say(Func<string, string?>? nameOf = null) => IsStored ? Stored : new FindingWriter(nameOf).Write(Statements!);

    /// <summary>The same part by part, so that values which stand beside one another are told apart.</summary>
    /// <param name="nameOf">The name of a person by the id of their account; null where it is not known.</param>
    public IReadOnlyList<string> Parts(Func<string, string?>? nameOf = null) =>
        IsStored ? [Stored] : [.. Statements!.Select(s => new FindingWriter(nameOf).Write(s).Trim())];

    /// <summary>The words as HTML: quotations are marked, and stored English says that it is English.</summary>
    /// <param name="nameOf">The name of a person by the id of their account; null where it is not known.</param>
    public MarkupString Markup(Func<string, string?>? nameOf = null) =>
        new(
            IsStored
                ? $"<span lang=\"en\" translate=\"no\">{System.Net.WebUtility.HtmlEncode(Stored)}</span>"
                : new FindingMarkup(nameOf).Write(Statements!)
        );

    /// <summary>The ids of the people in it.</summary>
    public IEnumerable<string> People => (Statements ?? []).SelectMany(s => PeopleIn(s.Values.Values)).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Say();

    private static IReadOnlyList<Statement>? One(Statement? statement) => statement is null ? null : [statement];

    private static IEnumerable<string> PeopleIn(IEnumerable<StatementValue> values) =>
        values.SelectMany(value =>
            value switch
            {
                StatementValue.Person person => [person.Text],
                StatementValue.List list => PeopleIn(list.Items),
                StatementValue.Phrase phrase => PeopleIn(phrase.Statement.Values.Values),
                _ => Enumerable.Empty<string>(),
            }
        );
}
