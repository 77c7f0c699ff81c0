using Governance.Domain.Identity;
using Governance.Domain.Reports;

namespace Governance.Domain.Explanations;

/// <content>How it is answered: written, reviewed by someone else, sent; or declined, withdrawn, erased.</content>
public sealed partial class ExplanationRequest
{
    /// <summary>Someone writes the explanation, or changes it. What was reviewed before has to be reviewed again.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="language">Its language.</param>
    /// <param name="factsSha256">Digest of the recorded facts it was made from.</param>
    /// <param name="by">Printed name, and everyone who counts as the author: the person, or everyone behind a key.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Draft(
        string? text,
        string? language,
        string factsSha256,
        (string PrintedName, IReadOnlyList<UserId> People) by,
        DateTimeOffset now
    )
    {
        if (!IsOpen)
        {
            return ExplanationRefusals.Closed;
        }

        if (language is null || !Languages.Contains(language, StringComparer.Ordinal))
        {
            return ExplanationRefusals.LanguageUnknown;
        }

        if (string.IsNullOrWhiteSpace(text) || text.Length > SaltedText.MaxLength)
        {
            return ExplanationRefusals.TextMissing;
        }

        if (NamesPerson(text))
        {
            return ExplanationRefusals.NamesPerson;
        }

        (Text, Language, FactsSha256) = (SaltedText.Of(text.Trim()), language, factsSha256);
        (DraftedByName, DraftedAt, Returned) = (by.PrintedName, now, null);
        (ReviewedBy, ReviewedByName, ReviewedAt) = (null, null, null);
        // A new list: the column is compared with what was read.
        _authors = [.. _authors.Union(by.People)];
        Move(ExplanationState.Drafted);
        return null;
    }

    /// <summary>Whether its explanation waits for this person's review: those who wrote it do not review it.</summary>
    public bool IsReviewAskedOf(UserId person) => State is ExplanationState.Drafted && !_authors.Contains(person);

    /// <summary>A second person approves the explanation: from now on its letter can be made and sent.</summary>
    /// <param name="person">Who, with their printed name.</param>
    /// <param name="shownSha256">Digest of the text that was on the screen.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Approve((UserId Id, string PrintedName) person, string? shownSha256, DateTimeOffset now)
    {
        if (RefusesReview(person.Id, shownSha256) is { } refusal)
        {
            return refusal;
        }

        (ReviewedBy, ReviewedByName, ReviewedAt) = (person.Id, person.PrintedName, now);
        Move(ExplanationState.Reviewed);
        return null;
    }

    /// <summary>A second person returns the explanation to be written again.</summary>
    public Refusal? Return((UserId Id, string PrintedName) person, string? shownSha256, string? reason)
    {
        if (RefusesReview(person.Id, shownSha256) is { } refusal)
        {
            return refusal;
        }

        if (IsNoReason(reason))
        {
            return ExplanationRefusals.ReasonMissing;
        }

        Returned = SaltedText.Of(reason!.Trim());
        Move(ExplanationState.Received);
        return null;
    }

    /// <summary>The reviewed explanation went to the person.</summary>
    /// <param name="via">How.</param>
    /// <param name="letter">The letter that was made here; null where the text went out another way.</param>
    /// <param name="by">Printed name of the person who sent it.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Send(AnswerChannel via, Report? letter, string by, DateTimeOffset now)
    {
        if (!IsOpen)
        {
            return ExplanationRefusals.Closed;
        }

        if (State is not ExplanationState.Reviewed)
        {
            return ExplanationRefusals.NotReviewed;
        }

        if (letter is not null && !IsLetter(letter))
        {
            return ExplanationRefusals.LetterNotOfThis;
        }

        (Via, Letter) = (via, letter?.Id);
        Close(ExplanationState.Sent, by, now);
        return null;
    }

    /// <summary>No explanation is owed, and the person was told why.</summary>
    public Refusal? Decline(DeclineGround ground, string? reason, string by, DateTimeOffset now)
    {
        if (!IsOpen)
        {
            return ExplanationRefusals.Closed;
        }

        if (IsNoReason(reason))
        {
            return ExplanationRefusals.ReasonMissing;
        }

        (Ground, Declined) = (ground, SaltedText.Of(reason!.Trim()));
        Close(ExplanationState.Declined, by, now);
        return null;
    }

    /// <summary>The person took the request back.</summary>
    public Refusal? Withdraw(string by, DateTimeOffset now)
    {
        if (!IsOpen)
        {
            return ExplanationRefusals.Closed;
        }

        Close(ExplanationState.Withdrawn, by, now);
        return null;
    }

    /// <summary>
    /// Erases who asked and every text about them. Dates, states and digests stay: the register still shows that, and when, someone was
    /// answered.
    /// </summary>
    public Refusal? Erase(DateTimeOffset now)
    {
        if (IsOpen)
        {
            return ExplanationRefusals.StillOpen;
        }

        if (ErasedAt is not null)
        {
            return ExplanationRefusals.AlreadyErased;
        }

        (Person, Text) = (Person.Erased(), Text?.Erased());
        (Returned, Declined) = (Returned?.Erased(), Declined?.Erased());
        ErasedAt = now;
        Revision++;
        return null;
    }

    // The letter is stored whole and sealed, so it could not be erased with the reference. A few characters stand in any text.
    private bool NamesPerson(string text) =>
        Person.Text is { Length: >= 4 } person && text.Contains(person, StringComparison.OrdinalIgnoreCase);

    private static bool IsNoReason(string? reason) => string.IsNullOrWhiteSpace(reason) || reason.Length > SaltedText.MaxLength;

    // Made whole, of this request, of the text that was reviewed.
    private bool IsLetter(Report letter) =>
        letter is { Kind: "explanation", State: ReportState.Ready } && letter.Subject == Id.ToString() && letter.RequestedAt >= ReviewedAt;

    private Refusal? RefusesReview(UserId person, string? shownSha256) =>
        !IsOpen ? ExplanationRefusals.Closed
        : _authors.Contains(person) ? ExplanationRefusals.AuthorCannotReview
        : State is not ExplanationState.Drafted || Text is null ? ExplanationRefusals.NotDrafted
        : shownSha256 != Text.Sha256 ? ExplanationRefusals.TextChanged
        : null;

    private void Close(ExplanationState state, string by, DateTimeOffset now)
    {
        (ClosedByName, ClosedAt) = (by, now);
        Move(state);
    }

    private void Move(ExplanationState state)
    {
        State = state;
        Revision++;
    }
}
