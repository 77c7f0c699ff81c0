using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>A mail that is no notification.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Plain">Its words.</param>
/// <param name="Html">The same as the body of an HTML document, everything from records encoded.</param>
/// <param name="Why">Why the person gets it.</param>
/// <param name="Settings">Path of the page where they end it.</param>
internal sealed record Letter(string Subject, string Plain, string Html, string Why, string Settings)
{
    /// <summary>A file that goes with it; null for none.</summary>
    public (byte[] Bytes, string MediaType, string Name)? File { get; init; }
}

/// <summary>What became of writing a letter: the letter, or why there is none.</summary>
/// <param name="Letter">The letter; null when there is none.</param>
/// <param name="Outcome">Then what is to be done about it.</param>
internal sealed record WrittenLetter(Letter? Letter, SendOutcome? Outcome);

/// <summary>Writes mails of one sort when they are sent, so that they hold what the person may see then.</summary>
internal interface ILetterWriter
{
    /// <summary>With what the keys of its deliveries begin.</summary>
    string Prefix { get; }

    /// <summary>Writes one, in a language; null for none chosen.</summary>
    Task<WrittenLetter> WriteAsync(GovernanceDbContext db, Dispatch dispatch, UserId person, string? language, CancellationToken ct);
}
