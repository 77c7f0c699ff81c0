using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Cards;

/// <summary>
/// One version of a card. People write its texts; what records say is read again until it is submitted, and fixed then. Who wrote or
/// submitted any of it does not review it. An approved version never changes: the next text begins a new one.
/// </summary>
public sealed class Card : IAudited
{
    private List<CardText> _texts = [];
    private List<UserId> _authors = [];

    private Card() { }

    /// <summary>The readable id.</summary>
    public CardId Id { get; private init; }

    /// <summary>What it is about.</summary>
    public CardKind Kind { get; private init; }

    /// <summary><c>credit-default@2.0.0</c> or <c>SYS-0001</c>.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>Counted per subject from 1.</summary>
    public int Number { get; private init; }

    /// <summary>Where it stands.</summary>
    public CardState State { get; private set; }

    /// <summary>What people wrote.</summary>
    public IReadOnlyList<CardText> Texts => _texts;

    /// <summary>Everyone behind a text or the submission.</summary>
    public IReadOnlyList<UserId> Authors => _authors;

    /// <summary>All fields as submitted, canonical JSON; null while a draft.</summary>
    public byte[]? Content { get; private set; }

    /// <summary>SHA-256 of <see cref="Content"/>.</summary>
    public string? ContentSha256 { get; private set; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>By whom, in print.</summary>
    public string? SubmittedByName { get; private set; }

    /// <summary>When it was approved or returned last.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }

    /// <summary>By whom, in print.</summary>
    public string? ReviewedByName { get; private set; }

    /// <summary>What the reviewer said.</summary>
    public SaltedText? Review { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Begins a version with the texts of the one before.</summary>
    public static Card Begin(CardId id, CardKind kind, string subject, Card? before, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Kind = kind,
            Subject = subject,
            Number = (before?.Number ?? 0) + 1,
            _texts = [.. before?._texts ?? []],
            CreatedAt = now,
            ChangedAt = now,
        };

    /// <summary>Writes texts; a null takes one away.</summary>
    /// <returns>Keys of the fields that changed.</returns>
    public Result<IReadOnlyList<string>> Write(IReadOnlyDictionary<string, NewText> texts, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(access);
        if (State is not CardState.Draft)
        {
            return CardRefusals.NotADraft(State);
        }

        var fields = CardTemplate.Of(Kind).ToDictionary(f => f.Key, StringComparer.Ordinal);
        foreach (var (key, text) in texts)
        {
            if (!fields.TryGetValue(key, out var field))
            {
                return CardRefusals.FieldUnknown(key);
            }

            if (!field.IsWritable)
            {
                return CardRefusals.FieldFromRecord(key);
            }

            if (text.Text is { Length: > SaltedText.MaxLength })
            {
                return CardRefusals.TextTooLong(key);
            }
        }

        var changed = new List<string>();
        foreach (var (key, text) in texts)
        {
            var known = _texts.Find(t => t.Field == key);
            var said = string.IsNullOrWhiteSpace(text.Text) ? null : text.Text.Trim().Replace("\0", "", StringComparison.Ordinal);
            if (known?.Text == said && (known is null || known.Status == text.Status))
            {
                continue;
            }

            // A new list each time: the stored one is compared with what it was.
            _texts = [.. _texts.Where(t => t.Field != key)];
            if (said is not null)
            {
                _texts.Add(new CardText(key, said, text.Status, access.Actor.Id, access.PrintedName, now));
            }

            changed.Add(key);
        }

        if (changed.Count > 0)
        {
            Sign(access);
            (ChangedAt, Revision) = (now, Revision + 1);
        }

        return changed;
    }

    /// <summary>Asks for a review of the fields as they stand.</summary>
    public Refusal? Submit(byte[] content, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (State is not CardState.Draft)
        {
            return CardRefusals.NotADraft(State);
        }

        Sign(access);
        (State, Content, ContentSha256) = (CardState.Submitted, content, Sha256Hex.Of(content));
        (SubmittedAt, SubmittedByName, ChangedAt, Revision) = (now, access.PrintedName, now, Revision + 1);
        return null;
    }

    /// <summary>Whether it waits for this person's review: those who wrote it do not review it.</summary>
    public bool IsAskedOf(UserId person) => State is CardState.Submitted && !_authors.Contains(person);

    /// <summary>Approves it, or returns it to its authors with words.</summary>
    public Refusal? Decide(bool approve, string? reason, string? contentSha256, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (Cards.Authors.Of(access).Any(_authors.Contains))
        {
            return CardRefusals.AuthorCannotReview;
        }

        if (State is not CardState.Submitted)
        {
            return CardRefusals.NotSubmitted(State);
        }

        if (contentSha256 != ContentSha256)
        {
            return CardRefusals.ContentChanged;
        }

        if (!approve && string.IsNullOrWhiteSpace(reason))
        {
            return CardRefusals.ReasonMissing;
        }

        if (reason is { Length: > SaltedText.MaxLength })
        {
            return CardRefusals.TextTooLong("reason");
        }

        Review = string.IsNullOrWhiteSpace(reason) ? null : SaltedText.Of(reason.Trim());
        (ReviewedAt, ReviewedByName, ChangedAt, Revision) = (now, access.PrintedName, now, Revision + 1);
        if (approve)
        {
            State = CardState.Approved;
        }
        else
        {
            (State, Content, ContentSha256) = (CardState.Draft, null, null);
        }

        return null;
    }

    /// <summary>A newer version is approved.</summary>
    public void Supersede() => (State, Revision) = (CardState.Superseded, Revision + 1);

    private void Sign(Access access) => _authors = [.. _authors.Union(Cards.Authors.Of(access))];
}
