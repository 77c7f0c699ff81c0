using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Domain.Documents;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Incidents;

/// <summary>Lays out the report of a serious incident by the same points, states and gaps as every other document.</summary>
public static class SeriousIncidentReport
{
    private static readonly FormattableString s_undecided =
        $"The class of this incident is not confirmed, so its deadlines are provisional: each runs until a serious incident is ruled out.";

    /// <summary>The incident as a record that fills points.</summary>
    public static FoundRecord RecordOf(IncidentFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var row = new Dictionary<string, RecordValue>(StringComparer.Ordinal);
        Put("incident_id", facts.Id);
        PutSentences("model_version", [.. facts.Versions.Select(v => (FormattableString)$"{v}")]);
        PutSentences("member_states", facts.Countries.Count > 0 ? [$"{CountryLabels.Words(facts.Countries)}"] : []);
        Put("occurred_at", Time(facts.OccurredAt));
        PutSentences("aware_at", [.. facts.Awareness.OrderBy(a => a.At).Select(Aware)]);
        PutSentences("harm_category", facts.HarmCategories);
        Put("severity", facts.Severity);
        Put("causal_link", facts.CausalLink);
        PutSentences("authorities_notified", facts.Notified);
        PutMeasures("immediate_action", facts.Contained);
        PutMeasures("corrective_action", facts.Corrected);
        PutMeasures("other_regimes", facts.OtherRegimes is { } considered ? [considered] : []);
        Put("closed_at", facts.ClosedAt is { } closed ? Time(closed) : null);
        var unstated = new Dictionary<string, string>(StringComparer.Ordinal);
        if (facts.HarmCategories.Count == 0)
        {
            unstated["harm_category"] = "No category of harm is confirmed yet.";
        }

        if (facts.CausalLink is null)
        {
            unstated["causal_link"] = facts.IsClassProposed
                ? "A causal link is proposed and not confirmed yet."
                : "No causal link is confirmed yet.";
        }

        return new FoundRecord
        {
            Kind = "incident_record",
            Id = facts.Id,
            Title = $"{facts.Title}",
            Href = facts.Href,
            Sha256 = facts.Sha256,
            At = facts.RecordedAt,
            Rows = [row],
            Unstated = unstated,
        };

        void Put(string field, params IEnumerable<string?> words) =>
            PutSentences(
                field,
                [.. words.Where(w => !string.IsNullOrWhiteSpace(w)).Select(w => (FormattableString)$"{new PortalWords(w!)}")]
            );

        void PutMeasures(string field, IReadOnlyList<IncidentMeasure> measures)
        {
            if (measures.Count > 0)
            {
                row[field] = RecordValue.Of(" ", [.. measures.Select(Measure)]);
            }
        }

        void PutSentences(string field, IReadOnlyList<FormattableString> sentences)
        {
            if (sentences.Count > 0)
            {
                row[field] = RecordValue.Of("; ", sentences);
            }
        }
    }

    // What was frozen is evidence that is kept: what the point on its preservation prints.
    private static FoundRecord? FrozenOf(IncidentFacts facts) =>
        facts.Freeze is { } frozen
            ? new FoundRecord
            {
                Kind = "logs_retention",
                Id = facts.Id,
                Title = $"Evidence frozen",
                Href = facts.Href,
                Sha256 = frozen.Sha256,
                At = frozen.At,
                Rows =
                [
                    new Dictionary<string, RecordValue>(StringComparer.Ordinal) { ["integrity_check"] = RecordValue.Of("", [frozen.Said]) },
                ],
            }
            : null;

    // What is not sent yet is a fact of its report too: when it is due.
    private static FoundRecord OwnRecordOf(IncidentFacts facts)
    {
        var record = RecordOf(facts);
        if (facts.Notified.Count > 0 || First(facts) is not { } clock)
        {
            return record;
        }

        var (due, provision) = (Time(clock.DueAt!.Value), new PortalWords(clock.Ref));
        FormattableString sentence = clock.IsProvisional switch
        {
            true => $"No report has been sent yet; the first one is provisionally due {due} ({provision})",
            false => $"No report has been sent yet; the first one is due {due} ({provision})",
        };
        return record with
        {
            Rows =
            [
                new Dictionary<string, RecordValue>(record.Rows[0], StringComparer.Ordinal)
                {
                    ["authorities_notified"] = RecordValue.Of("", [sentence]),
                },
            ],
        };
    }

    /// <summary>
    /// The clocks as sentences, the one that is due first before the others; a clock that was not triggered says who decided so. Before
    /// them stands why they are provisional, if they are.
    /// </summary>
    public static IReadOnlyList<FormattableString> Clocks(IncidentFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return
        [
            .. facts.Clocks.Any(c => c.IsProvisional) ? [s_undecided] : Array.Empty<FormattableString>(),
            .. facts.Clocks.OrderBy(c => c.DueAt ?? DateTimeOffset.MaxValue).Select(Sentence),
            facts.Freeze is { } frozen
                ? $"Evidence: {frozen.Said}"
                : (FormattableString)$"Evidence: nothing is recorded as frozen (Art. 73(6)).",
        ];
    }

    /// <summary>The deadline that comes first of those that run and for which nothing was sent; null where there is none.</summary>
    public static FormattableString? FirstDeadline(IncidentFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return First(facts) switch
        {
            { IsProvisional: true } clock => FormattableStringFactory.Create(
                "The first deadline is {0} ({1}), provisionally, because the class of the incident is not confirmed; "
                    + "nothing has been sent yet.",
                Time(clock.DueAt!.Value),
                new PortalWords(clock.Ref)
            ),
            { } clock => $"The first deadline is {Time(clock.DueAt!.Value)} ({new PortalWords(clock.Ref)}); nothing has been sent yet.",
            null => null,
        };
    }

    private static IncidentClock? First(IncidentFacts facts) =>
        facts.Clocks.Where(c => c is { NotTriggered: null, DueAt: not null, SentAt: null }).MinBy(c => c.DueAt);

    /// <summary>A point as the first report asks for it: what belongs to the complete report is not missing yet.</summary>
    public static DocumentPoint InFirstReport(DocumentPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Need is PointNeed.Final ? point with { Need = PointNeed.Recommended } : point;
    }

    /// <summary>The points filled from the incident, other records and texts.</summary>
    /// <param name="plan">What the report consists of.</param>
    /// <param name="facts">The incident.</param>
    /// <param name="others">Records of the system it happened in.</param>
    /// <param name="entryOf">The newest text of a point, or null.</param>
    /// <param name="kindName">A record kind in words.</param>
    /// <param name="first">True for the first, incomplete report (Art. 73(5)).</param>
    public static IReadOnlyList<FilledPoint> Fill(
        DocumentPlan plan,
        IncidentFacts facts,
        IReadOnlyList<FoundRecord> others,
        Func<string, SectionEntry?> entryOf,
        Func<string, string> kindName,
        bool first
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(entryOf);
        // Other incidents of the system say nothing of this one; documents put to its points do.
        List<FoundRecord> frozen = FrozenOf(facts) is { } kept ? [kept] : [];
        List<FoundRecord> records = [OwnRecordOf(facts), .. frozen, .. others.Where(r => r.Kind != "incident_record" || r.IsDocument)];
        return [.. plan.Points.Select(p => FilledPoint.Of(first ? InFirstReport(p) : p, entryOf(p.Id), records, kindName))];
    }

    private static FormattableString Aware(IncidentAwareness aware) => $"{new PortalWords(aware.Party)}: {Time(aware.At)}";

    private static FormattableString Measure(IncidentMeasure measure)
    {
        var (time, what) = (Time(measure.At), new PortalWords(measure.What) { Said = () => T.Recorded(measure.What) });
        if (measure.Words?.Trim() is not { Length: > 0 } words)
        {
            return $"{time}, {measure.By}: {what}";
        }

        // What was done next follows on the same line.
        var ended = words[^1] is '.' or '!' or '?' ? words : $"{words}.";
        return $"{time}, {measure.By}: {what} {ended}";
    }

    private static FormattableString Sentence(IncidentClock clock)
    {
        var (name, provision) = (new PortalWords(clock.Name), new PortalWords(clock.Ref));
        return clock switch
        {
            { NotTriggered: { } why } => $"{name} ({provision}): not triggered. {why}",
            { DueAt: { } due, SentAt: { } sent } when sent <= due => $"{name} ({provision}): due {Time(due)}, sent {Time(sent)}, in time.",
            { DueAt: { } due, SentAt: { } sent } => $"{name} ({provision}): due {Time(due)}, sent {Time(sent)}, late.",
            { DueAt: { } due, IsProvisional: true } => $"{name} ({provision}): provisionally due {Time(due)}, not sent yet.",
            { DueAt: { } due } => $"{name} ({provision}): due {Time(due)}, not sent yet.",
            _ => $"{name} ({provision}): it is not yet decided whether this deadline applies.",
        };
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
