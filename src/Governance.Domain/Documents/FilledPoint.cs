namespace Governance.Domain.Documents;

/// <summary>How far a point is.</summary>
public enum PointState
{
    /// <summary>Everything it asks for is there.</summary>
    Complete,

    /// <summary>Something of it is there.</summary>
    Partial,

    /// <summary>Nothing is.</summary>
    Gap,

    /// <summary>A person said why it does not apply.</summary>
    NotApplicable,
}

/// <summary>A record as a point prints it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Fields">The fields of it that the point asks for and that have a value, in the point's order.</param>
public sealed record PointSource(FoundRecord Record, IReadOnlyList<string> Fields);

/// <summary>A point with what fills it.</summary>
/// <param name="Point">The point.</param>
/// <param name="State">How far it is.</param>
/// <param name="Sources">Records that fill it.</param>
/// <param name="Entry">What a person wrote; null while no one has.</param>
/// <param name="Missing">What is missing, in sentences.</param>
public sealed record FilledPoint(
    DocumentPoint Point,
    PointState State,
    IReadOnlyList<PointSource> Sources,
    SectionEntry? Entry,
    IReadOnlyList<string> Missing
)
{
    // Words of a person can say what these records would; a measurement, a register or a signature they cannot replace.
    private static readonly string[] s_sayable =
    [
        "system_card",
        "human_oversight_record",
        "incident_record",
        "attached_document",
        "instructions_for_use",
    ];

    /// <summary>True when a report is incomplete because of it.</summary>
    public bool Blocks => Point.IsRequired && State is (PointState.Gap or PointState.Partial);

    /// <summary>Judges a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="entry">The newest words about it.</param>
    /// <param name="records">All records of the system.</param>
    /// <param name="kindName">A record kind in words.</param>
    public static FilledPoint Of(
        DocumentPoint point,
        SectionEntry? entry,
        IReadOnlyList<FoundRecord> records,
        Func<string, string> kindName
    )
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(kindName);
        if (entry is { State: EntryState.NotApplicable } && point.MayBeExcluded)
        {
            return new FilledPoint(point, PointState.NotApplicable, [], entry, []);
        }

        var words = entry is { State: EntryState.Written, Text.Text.Length: > 0 };
        var sources = new List<PointSource>();
        var missing = new List<string>();
        foreach (var wanted in point.Records)
        {
            var found = Matching(point, wanted, records).ToList();
            sources.AddRange(found.Where(s => s.Record.Fault is null));
            if (found.Exists(s => s.Record.Fault is null) || (wanted.IfAny && found.Count == 0))
            {
                missing.AddRange(Unstated(wanted, found));
                continue;
            }

            missing.AddRange(found.Select(s => s.Record.Fault!));
            if (found.Count > 0)
            {
                continue;
            }

            // A record that is there and is silent about this leaves it to a person.
            var silent = records.FirstOrDefault(r =>
                r.Kind == wanted.Kind && r.OnlyPoint is null && r.Kind != "attached_document" && r.Fault is null
            );
            if (silent is not null && Unstated(wanted, silent).ToList() is { Count: > 0 } unstated)
            {
                missing.AddRange(unstated);
            }
            else if (!(words && (silent is not null || Sayable(point, wanted))))
            {
                missing.Add(
                    silent is null ? $"Missing: {Lower(kindName(wanted.Kind))}."
                    : silent.IsKeyed ? $"On record, but does not mention this: {Lower(kindName(wanted.Kind))}."
                    : $"{silent.Id} ({Lower(kindName(wanted.Kind))}) does not mention this."
                );
            }
        }

        if (point.NeedsWords && !words)
        {
            missing.Add("A person has to write this part.");
        }

        var nothing = point.Records.Count == 0 && !words && !point.NeedsWords && point.IsRequired;
        if (nothing)
        {
            missing.Add("Nothing is on record, and no text was written for this point.");
        }

        var state =
            missing.Count == 0 && (sources.Count > 0 || words) ? PointState.Complete
            : sources.Count > 0 || words ? PointState.Partial
            : PointState.Gap;
        return new FilledPoint(point, state, sources, entry is { State: EntryState.Written } ? entry : null, missing);
    }

    private static IEnumerable<PointSource> Matching(DocumentPoint point, PointRecord wanted, IReadOnlyList<FoundRecord> records) =>
        from record in records
        where record.Kind == wanted.Kind && (record.OnlyPoint is null ? wanted.Kind != "attached_document" : record.OnlyPoint == point.Id)
        let fields = wanted.Fields.Where(f => record.Rows.Any(r => r.ContainsKey(f))).ToList()
        where fields.Count > 0 || wanted.Fields.Count == 0 || record.Fault is not null || record.IsDocument
        select new PointSource(record, fields);

    private static IEnumerable<string> Unstated(PointRecord wanted, IEnumerable<PointSource> found) =>
        found.Where(s => s.Record.Fault is null).SelectMany(s => Unstated(wanted, s.Record)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Unstated(PointRecord wanted, FoundRecord record) =>
        wanted.Fields.Select(f => record.Unstated.GetValueOrDefault(f)).OfType<string>();

    private static bool Sayable(DocumentPoint point, PointRecord wanted) =>
        !point.NeedsDocument && s_sayable.Contains(wanted.Kind, StringComparer.Ordinal);

    // "Risk register" within a sentence; abbreviations stay.
    private static string Lower(string name) =>
        name.Length > 1 && char.IsUpper(name[1]) ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
