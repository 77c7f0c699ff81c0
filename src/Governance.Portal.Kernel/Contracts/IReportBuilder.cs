using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Reporting;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Gathers what one kind of report says. Everything is read from what is stored; nothing is computed again, and nothing is laid out here.
/// </summary>
public interface IReportBuilder
{
    /// <summary>The kind as the API spells it: <c>approval-record</c>.</summary>
    string Kind { get; }

    /// <summary>The right to see what it shows, beside the right to reports.</summary>
    Permission Shows => Permission.ReadReports;

    /// <summary>Further rights that what it shows takes, all of them.</summary>
    IReadOnlyList<Permission> AlsoShows => [];

    /// <summary>True for a kind that always speaks of the whole installation: a role given for certain systems does not show it.</summary>
    bool IsOfInstallation => false;

    /// <summary>Why someone may not see reports of this kind; null when they may.</summary>
    /// <param name="access">Who, and what they may.</param>
    Refusal? Refuses(Access access)
    {
        ArgumentNullException.ThrowIfNull(access);
        return IsOfInstallation && access.DataScope is not null
            ? ScopeRefusals.Organisation
            : AlsoShows.Prepend(Shows).Select(access.Refuses).FirstOrDefault(r => r is not null);
    }

    /// <summary>Formats it can be had in, the usual one first.</summary>
    IReadOnlyList<string> Formats => ReportKinds.Formats;

    /// <summary>Languages its document can be had in, the usual one first.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="subject">A subject that <see cref="FindAsync"/> answered.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<string>> LanguagesAsync(GovernanceDbContext db, string subject, CancellationToken ct) =>
        Task.FromResult(ReportKinds.Languages);

    /// <summary>What it can be about, the newest first, for a person who chooses.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct);

    /// <summary>The subject in the one spelling the log uses, or the refusal that says what is wrong with it.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="subject">As the caller wrote it.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct);

    /// <summary>Gathers the facts as they are now. What cannot be read becomes a gap, never a zero.</summary>
    /// <param name="subject">A subject that <see cref="FindAsync"/> answered.</param>
    /// <param name="document">What is true of the document itself.</param>
    /// <param name="ct">Cancels.</param>
    Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct);
}
