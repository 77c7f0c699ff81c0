using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Reference;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>What an alert is about and what was measured, in words and units.</summary>
public static class AlertFields
{
    private const string Where = " where ";
    private const string Everything = "*";

    /// <summary>The metric by its name, the kind of what was found by what people call it; a column stays as it is.</summary>
    public static Wording Name(AlertRule rule, string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return rule switch
        {
            _ when field == Everything => Wording.Text($"all columns"),
            AlertRule.Performance or AlertRule.Business => GlossaryEntry.MetricName(Metric(field)),
            AlertRule.Evaluation => EvaluationText.Name(Metric(field)),
            AlertRule.PersonalDataInOutput or AlertRule.SecretInOutput => Found(field),
            AlertRule.LateData => Wording.Sentence(StreamNames.InSentence(field)),
            AlertRule.AgentRun when RunFindingText.InSentence(field) is var finding => Ours(field, finding),
            _ => Wording.Verbatim(field),
        };
    }

    /// <summary>The name with the part of the rows that was measured, in the reader's language.</summary>
    public static string Whole(AlertRule rule, string field)
    {
        var name = Name(rule, field);
        // A column's field names its part already; what is late is a word of ours.
        return rule is AlertRule.LateData or AlertRule.AgentRun ? name.ToString()
            : Parts(rule, field) is var (dataset, what) ? $"{dataset} ({T.Recorded(what)})"
            : name.English != field && Segment(field) is { } part ? T["{0} where {1}", name.ToString(), part]
            : name.ToString();
    }

    /// <summary>
    /// A dataset, whose name stays, and what is said of it, which is a word of ours: <c>warehouse/bought (new source)</c>. Null for a field
    /// that is not made of both.
    /// </summary>
    public static (string Dataset, string What)? Parts(AlertRule rule, string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return
            rule is AlertRule.DataChange or AlertRule.LineageChange or AlertRule.UnauthorisedTraffic
            && field.EndsWith(')')
            && field.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var at
            ? (field[..at], field[(at + 2)..^1])
            : null;
    }

    /// <summary>The part of the rows that was measured, <c>region = north</c>; null for all of them.</summary>
    public static string? Segment(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Split(Where, 2) is [_, var segment] ? segment : null;
    }

    /// <summary>The value in the unit people read it in; null where there is none.</summary>
    public static string? Value(AlertRule rule, string field, double? value)
    {
        ArgumentNullException.ThrowIfNull(field);
        return value is not { } known ? null
            : rule is AlertRule.Fairness ? $"{Formats.Number(known * 100, 1)} percentage points"
            : rule is AlertRule.Performance && MeasureUnits.UnitOf(Metric(field)) == "Per cent" ? Formats.Percent(known)
            : AlertText.Value(rule, Metric(field), known);
    }

    private static string Metric(string field) => field.Split(Where, 2)[0];

    private static Wording Ours(string field, string words) => words == field ? Wording.Verbatim(field) : Wording.Sentence(words);

    private static Wording Found(string kind) =>
        kind switch
        {
            "iban" => Wording.Text($"IBAN"),
            "email" => Wording.Text($"e-mail address"),
            "phone" => Wording.Text($"phone number"),
            "payment-card" => Wording.Text($"payment card number"),
            "ip-address" => Wording.Text($"IP address"),
            "national-id" => Wording.Text($"national identity number"),
            _ => Wording.Verbatim(kind),
        };
}
