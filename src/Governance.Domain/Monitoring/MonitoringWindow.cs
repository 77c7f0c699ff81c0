using System.Text.Json;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Monitoring;

/// <summary>What a window is for.</summary>
public enum WindowRole
{
    /// <summary>What later windows are compared with.</summary>
    Reference,

    /// <summary>A stretch of live predictions.</summary>
    Current,
}

/// <summary>Whether a window counts. Only one that is in force is compared, drawn, judged or waited for.</summary>
public enum WindowStatus
{
    /// <summary>It counts.</summary>
    InForce,

    /// <summary>A new reference of a version that is approved or in use; it counts once a second person confirmed it.</summary>
    Requested,

    /// <summary>The second person said no to the reference.</summary>
    Rejected,

    /// <summary>Two people took it out: what followed from it no longer counts.</summary>
    Withdrawn,
}

/// <summary>How much attention a feature's drift asks for.</summary>
public enum DriftLevel
{
    /// <summary>Stable, negligible or skipped.</summary>
    Ok,

    /// <summary>Moderate, inconclusive or too little data.</summary>
    Warning,

    /// <summary>Major.</summary>
    Alert,
}

/// <summary>
/// One uploaded stretch of predictions with what was computed of it. The rows are in the content store under <see cref="DataSha256"/>.
/// </summary>
public sealed class MonitoringWindow : IAudited
{
    /// <summary>The readable id.</summary>
    public WindowId Id { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>Reference or current.</summary>
    public WindowRole Role { get; init; }

    /// <summary>First instant covered.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>End of what is covered, exclusive.</summary>
    public DateTimeOffset End { get; init; }

    /// <summary>Rows.</summary>
    public long Rows { get; init; }

    /// <summary>Rows with a label, late ones included.</summary>
    public long Labelled { get; private set; }

    /// <summary>Digest of the uploaded bytes as stored.</summary>
    public string DataSha256 { get; init; } = "";

    /// <summary>Length of the stored bytes.</summary>
    public long DataSizeBytes { get; init; }

    /// <summary>Column roles and other options of the upload, as JSON, so that it can be read again.</summary>
    public string OptionsJson { get; init; } = "{}";

    /// <summary>
    /// True when it was counted where its rows lie: <see cref="DataSha256"/> is the digest of the counts, and there are no rows.
    /// </summary>
    public bool IsCounted => IsCountedBy(OptionsJson);

    /// <summary>For a reference: digest of the stored profile; for a current window: null.</summary>
    public string? ProfileSha256 { get; init; }

    /// <summary>For a current window: the reference it was compared with, or null when there was none.</summary>
    public WindowId? ReferenceId { get; private set; }

    /// <summary>The whole drift result as JSON (surfaces: <em>Drift JSON</em>, with histograms), or null.</summary>
    public string? DriftJson { get; private set; }

    /// <summary>Performance on labelled rows as JSON, or null when there are no labels or scores.</summary>
    public string? PerformanceJson { get; private set; }

    /// <summary>When it was uploaded.</summary>
    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string UploadedBy { get; init; } = "";

    /// <summary>Whether it counts.</summary>
    public WindowStatus Status { get; private set; }

    /// <summary>
    /// An earlier window with the same bytes for another period; null for most. Such a window says nothing new: it ends no alert, no
    /// silence,
    /// and is never the newest.
    /// </summary>
    public WindowId? Repeats { get; init; }

    /// <summary>
    /// Who asked for what a second person decides, as the log writes an actor: to withdraw it, or to make it the reference.
    /// </summary>
    public string? AskedBy { get; private set; }

    /// <summary>Their printed name.</summary>
    public string? AskedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>Why, in their words; null for a reference that came without any.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>The second person; null while it waits.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Their printed name.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When they decided.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>What they said.</summary>
    public SaltedText? Decision { get; private set; }

    /// <summary>True while someone has asked to withdraw it and no one has decided.</summary>
    public bool IsWithdrawalAsked => Status is WindowStatus.InForce && AskedAt is not null && DecidedAt is null;

    /// <summary>True while a second person has something to decide about it.</summary>
    public bool AwaitsDecision => Status is WindowStatus.Requested || IsWithdrawalAsked;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>
    /// Whether it can be the newest of its version: its period is over, and its bytes are its own. What was stored by a clock that was
    /// wrong
    /// stays out as well.
    /// </summary>
    /// <param name="now">The server's clock.</param>
    public bool IsFresh(DateTimeOffset now) => Status is WindowStatus.InForce && Repeats is null && !End.IsAhead(now);

    /// <summary>Whether a window with these options was counted where its rows lie.</summary>
    /// <param name="optionsJson">See <see cref="OptionsJson"/>.</param>
    public static bool IsCountedBy(string optionsJson)
    {
        using var options = JsonDocument.Parse(optionsJson);
        return options.RootElement.TryGetProperty("counted", out var counted) && counted.ValueKind is JsonValueKind.True;
    }

    /// <summary>Compares it with a reference: at upload, or with the one before when its own was withdrawn.</summary>
    public void Compare(WindowId? reference, string? driftJson) => (ReferenceId, DriftJson) = (reference, driftJson);

    /// <summary>It is to be the reference of a version that is approved or in use: until a second person confirms it, it is not.</summary>
    public void AskAsReference(Access access, DateTimeOffset now)
    {
        Ask(access, now);
        Status = WindowStatus.Requested;
    }

    /// <summary>Someone wants it to count no more.</summary>
    /// <param name="access">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? AskToWithdraw(Access access, string? reason, DateTimeOffset now)
    {
        if (Status is not WindowStatus.InForce)
        {
            return MonitoringRefusals.WindowNotInForce(Id, Status);
        }

        if (IsWithdrawalAsked)
        {
            return MonitoringRefusals.WithdrawalAsked(Id);
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        Ask(access, now);
        (Reason, DecidedBy, DecidedByName, DecidedAt, Decision) = (SaltedText.Of(reason!.Trim()), null, null, null, null);
        return null;
    }

    /// <summary>The second person decides what was asked: the reference counts from here on, or the window counts no more.</summary>
    /// <param name="confirm">True to let it happen.</param>
    /// <param name="model">Its model.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="involved">The people behind who uploaded it and who asked.</param>
    /// <param name="reason">Why; asked for when they say no.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Decide(bool confirm, Model model, Signer person, IReadOnlyList<UserId> involved, string? reason, DateTimeOffset now)
    {
        if (!AwaitsDecision)
        {
            return MonitoringRefusals.NothingToDecide(Id);
        }

        if (RefusesSecond(model, person, involved) is { } refusal)
        {
            return refusal;
        }

        if ((!confirm || !string.IsNullOrWhiteSpace(reason)) && RefusesWords(reason) is { } words)
        {
            return words;
        }

        Status = (Status, confirm) switch
        {
            (WindowStatus.Requested, true) => WindowStatus.InForce,
            (WindowStatus.Requested, false) => WindowStatus.Rejected,
            (_, true) => WindowStatus.Withdrawn,
            _ => WindowStatus.InForce,
        };
        (DecidedBy, DecidedByName, DecidedAt) = (person.Id, person.PrintedName, now);
        Decision = string.IsNullOrWhiteSpace(reason) ? null : SaltedText.Of(reason.Trim());
        return null;
    }

    /// <summary>Why someone is not the second person of a window; null when they are.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="involved">The people behind who uploaded it and who asked.</param>
    public static Refusal? RefusesSecond(Model model, Signer person, IReadOnlyList<UserId> involved)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(involved);
        return model.IsAnsweredForBy(person.Id) || involved.Any(i => person.Separation.AreSamePerson(person.Id, i, model.Name))
                ? MonitoringRefusals.WindowTakesTwo
            : involved.Any(i => person.Separation.GaveAccess(person.Id, i)) ? PromotionRefusals.AccessByOneHand
            : null;
    }

    /// <summary>Records performance, at upload or after late labels.</summary>
    public void Measure(long labelled, string? performanceJson)
    {
        Labelled = labelled;
        PerformanceJson = performanceJson;
    }

    private void Ask(Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        (AskedBy, AskedByName, AskedAt) = (access.Actor.Id, access.PrintedName, now);
    }

    private static Refusal? RefusesWords(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? MonitoringRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;
}

/// <summary>A feature's drift in a window, as a row to search and to draw.</summary>
public sealed class FeatureDrift
{
    /// <summary>The window.</summary>
    public WindowId Window { get; init; }

    /// <summary>Column name; <c>score</c> and <c>prediction</c> are features of their own.</summary>
    public string Name { get; init; } = "";

    /// <summary>Position among the features of the window, from 0.</summary>
    public int Position { get; init; }

    /// <summary>Population Stability Index in nats, or null when undefined.</summary>
    public double? Psi { get; init; }

    /// <summary>Kolmogorov–Smirnov D, 0..1, or null.</summary>
    public double? Ks { get; init; }

    /// <summary>Its p-value, adjusted over the window's features, or null.</summary>
    public double? PAdjusted { get; init; }

    /// <summary>Share of missing values in the window, 0..1.</summary>
    public double MissingShare { get; init; }

    /// <summary>Share of rows whose category the reference does not have, or null for numbers.</summary>
    public double? NewCategoryShare { get; init; }

    /// <summary>Verdict as in the drift JSON.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Attention it asks for.</summary>
    public DriftLevel Level { get; init; }
}

/// <summary>A late label file taken in: which rows it named. Stored so that performance can be computed again.</summary>
public sealed class LabelBatch : IAudited
{
    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>Digest of the stored bytes.</summary>
    public string DataSha256 { get; init; } = "";

    /// <summary>Labels in the file.</summary>
    public long Labels { get; init; }

    /// <summary>Labels that found a row.</summary>
    public long Matched { get; init; }

    /// <summary>When it was uploaded.</summary>
    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string UploadedBy { get; init; } = "";

    /// <inheritdoc/>
    public string AuditSubject => ModelName.Of(Model, Version);
}
