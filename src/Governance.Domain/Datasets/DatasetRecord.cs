using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Datasets;

/// <summary>
/// What the organisation knows of a dataset that versions of models name. Its versions and their digests are what those name: no one writes
/// them a second time.
/// </summary>
public sealed class DatasetRecord : IAudited
{
    /// <summary>Longest name, in characters: as long as a version of a model may name it.</summary>
    public const int MaxName = 300;

    private List<string> _categories = [];
    private List<string> _purposes = [];
    private List<string> _systems = [];

    private DatasetRecord() { }

    /// <summary>The readable id.</summary>
    public DatasetId Id { get; private init; }

    /// <summary>Its name, as versions of models name it; never changes.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The person who answers for it.</summary>
    public UserId Owner { get; private set; }

    /// <summary>What it holds.</summary>
    public string? Description { get; private set; }

    /// <summary>How sensitive it is.</summary>
    public Sensitivity Sensitivity { get; private set; }

    /// <summary>Whether data about people is in it.</summary>
    public bool HasPersonalData { get; private set; }

    /// <summary>Categories of that data.</summary>
    public IReadOnlyList<string> Categories => _categories;

    /// <summary>Whether special categories of GDPR Article 9 are among it.</summary>
    public bool HasSpecialCategories { get; private set; }

    /// <summary>What makes its processing lawful.</summary>
    public LegalBasis? LegalBasis { get; private set; }

    /// <summary>Where the consent is kept.</summary>
    public string? Consent { get; private set; }

    /// <summary>The day on which the consent was withdrawn.</summary>
    public DateOnly? ConsentWithdrawnOn { get; private set; }

    /// <summary>Region in which it is kept.</summary>
    public string? Region { get; private set; }

    /// <summary>Last day on which it may be kept.</summary>
    public DateOnly? RetentionUntil { get; private set; }

    /// <summary>Purposes it may be used for.</summary>
    public IReadOnlyList<string> Purposes => _purposes;

    /// <summary>
    /// AI systems it belongs to, by id. That a version of a model names it gives no one access to it: whoever registers a version chooses
    /// what it names.
    /// </summary>
    public IReadOnlyList<string> Systems => _systems;

    /// <summary>Licence.</summary>
    public string? Licence { get; private set; }

    /// <summary>How it was collected, made and checked, in the words of its owner (Markdown).</summary>
    public SaltedText? Datasheet { get; private set; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RegisteredBy { get; private init; } = "";

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>What it says, without the datasheet.</summary>
    public DatasetTerms Terms =>
        new(Owner, Sensitivity)
        {
            Description = Description,
            HasPersonalData = HasPersonalData,
            Categories = Categories,
            HasSpecialCategories = HasSpecialCategories,
            LegalBasis = LegalBasis,
            Consent = Consent,
            ConsentWithdrawnOn = ConsentWithdrawnOn,
            Region = Region,
            RetentionUntil = RetentionUntil,
            Purposes = Purposes,
            Systems = Systems,
            Licence = Licence,
        };

    /// <summary>Registers a dataset.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its name, as versions of models name it.</param>
    /// <param name="terms">What is known of it.</param>
    /// <param name="datasheet">How it came to be; null for nothing.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="now">When.</param>
    public static Result<DatasetRecord> Register(
        DatasetId id,
        string name,
        DatasetTerms terms,
        string? datasheet,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (Refuses(terms, datasheet) is { } refusal)
        {
            return refusal;
        }

        var record = new DatasetRecord
        {
            Id = id,
            Name = name,
            RegisteredAt = now,
            RegisteredBy = by,
            ChangedAt = now,
            Revision = 1,
            Datasheet = datasheet is null ? null : SaltedText.Of(datasheet),
        };
        record.Take(terms);
        return record;
    }

    /// <summary>Changes what it says.</summary>
    /// <param name="terms">What is known of it now.</param>
    /// <param name="datasheet">How it came to be; null for nothing.</param>
    /// <param name="now">When.</param>
    /// <returns>Names of the members that differ; none when all is as before.</returns>
    public Result<IReadOnlyList<string>> Change(DatasetTerms terms, string? datasheet, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (Refuses(terms, datasheet) is { } refusal)
        {
            return refusal;
        }

        var before = Terms;
        var changed = new List<string>();
        foreach (var (member, differs) in Compared(before, terms))
        {
            if (differs)
            {
                changed.Add(member);
            }
        }

        if (datasheet != Datasheet?.Text)
        {
            changed.Add("datasheet");
            Datasheet = datasheet is null ? null : SaltedText.Of(datasheet);
        }

        if (changed.Count > 0)
        {
            Take(terms);
            ChangedAt = now;
            Revision++;
        }

        return changed;
    }

    /// <summary>Whether a person answers for it.</summary>
    public bool IsAnsweredForBy(UserId person) => person == Owner;

    /// <summary>Whether someone of the security has to agree before it is trained on.</summary>
    public bool NeedsSecurity => HasPersonalData || Sensitivity >= Sensitivity.Confidential;

    /// <summary>Whether its last day is over, on the calendar of the instant.</summary>
    public bool IsRetentionOver(DateTimeOffset now) => RetentionUntil is { } last && now.Day() > last;

    private static Refusal? Refuses(DatasetTerms terms, string? datasheet) =>
        datasheet?.Length > SaltedText.MaxLength ? SaltedText.TooLong("datasheet") : terms.Refuses();

    private static IEnumerable<(string Member, bool Differs)> Compared(DatasetTerms a, DatasetTerms b) =>
        [
            ("owner", a.Owner != b.Owner),
            ("description", a.Description != b.Description),
            ("sensitivity", a.Sensitivity != b.Sensitivity),
            ("personalData", a.HasPersonalData != b.HasPersonalData),
            ("categories", !a.Categories.SequenceEqual(b.Categories, StringComparer.Ordinal)),
            ("specialCategories", a.HasSpecialCategories != b.HasSpecialCategories),
            ("legalBasis", a.LegalBasis != b.LegalBasis),
            ("consent", a.Consent != b.Consent),
            ("consentWithdrawnOn", a.ConsentWithdrawnOn != b.ConsentWithdrawnOn),
            ("region", a.Region != b.Region),
            ("retentionUntil", a.RetentionUntil != b.RetentionUntil),
            ("purposes", !a.Purposes.SequenceEqual(b.Purposes, StringComparer.Ordinal)),
            ("systems", !a.Systems.SequenceEqual(b.Systems, StringComparer.Ordinal)),
            ("licence", a.Licence != b.Licence),
        ];

    private void Take(DatasetTerms terms)
    {
        (Owner, Sensitivity, Description, Licence) = (terms.Owner, terms.Sensitivity, terms.Description, terms.Licence);
        (HasPersonalData, HasSpecialCategories) = (terms.HasPersonalData, terms.HasSpecialCategories);
        (LegalBasis, Consent, ConsentWithdrawnOn) = (terms.LegalBasis, terms.Consent, terms.ConsentWithdrawnOn);
        (Region, RetentionUntil) = (terms.Region, terms.RetentionUntil);
        (_categories, _purposes, _systems) = ([.. terms.Categories], [.. terms.Purposes], [.. terms.Systems]);
    }
}
