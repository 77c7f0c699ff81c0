using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Conversations;

/// <summary>
/// A remark in the conversation about a record. Never edited and never taken back: what was wrong is followed by a correction.
/// </summary>
public sealed class Comment : IAudited
{
    private readonly List<UserId> _mentions = [];
    private readonly List<CommentAttachment> _attachments = [];

    private Comment() { }

    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>Readable id of what it is about.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>Who wrote it, as the log writes an actor.</summary>
    public string Author { get; private init; } = "";

    /// <summary>Their name at the time.</summary>
    public string AuthorName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>The words. People stand in it by id: <c>@[USR-0004]</c>.</summary>
    public SaltedText Text { get; private init; } = SaltedText.Of("");

    /// <summary>Whom it mentions, in the order of the text.</summary>
    public IReadOnlyList<UserId> Mentions => _mentions;

    /// <summary>Files that came with it.</summary>
    public IReadOnlyList<CommentAttachment> Attachments => _attachments;

    /// <summary>Its entry in the log.</summary>
    public long? LogIndex { get; set; }

    /// <inheritdoc/>
    public string AuditSubject => Subject;

    /// <summary>Writes one.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="text">Its words with the people found in them.</param>
    /// <param name="attachments">Files, already taken into the store.</param>
    /// <param name="author">Who, as the log writes an actor.</param>
    /// <param name="authorName">Their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public static Comment Of(
        ConversationSubject subject,
        MentionedText text,
        IEnumerable<AttachedFile> attachments,
        string author,
        string authorName,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(text);
        var comment = new Comment
        {
            Subject = subject.Id,
            Author = author,
            AuthorName = authorName,
            At = now,
            Text = SaltedText.Of(text.Text),
        };
        comment._mentions.AddRange(text.People);
        comment._attachments.AddRange(
            attachments.Select(
                (file, index) =>
                    new CommentAttachment
                    {
                        Number = index + 1,
                        FileName = file.Name,
                        MediaType = file.Kind.MediaType,
                        SizeBytes = file.SizeBytes,
                        Sha256 = file.Sha256,
                    }
            )
        );
        return comment;
    }
}

/// <summary>A file to be posted with a comment.</summary>
/// <param name="Name">Name as shown.</param>
/// <param name="Kind">What it is, by its name and its bytes.</param>
/// <param name="SizeBytes">Length.</param>
/// <param name="Sha256">Digest, lower-case hex.</param>
public sealed record AttachedFile(string Name, AttachmentKind Kind, long SizeBytes, string Sha256);

/// <summary>A file that came with a comment. The bytes are in the store, under their digest.</summary>
public sealed class CommentAttachment
{
    /// <summary>Row number of the comment.</summary>
    public long Comment { get; private set; }

    /// <summary>From 1 up, in the order given.</summary>
    public int Number { get; init; }

    /// <summary>Name as shown.</summary>
    public string FileName { get; init; } = "";

    /// <summary>Media type, ours rather than the sender's.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Length.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Digest, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";
}
