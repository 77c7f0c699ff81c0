namespace Governance.Domain.Conversations;

/// <summary>Why a comment, or a file of one, was refused.</summary>
public static class CommentRefusals
{
    /// <summary>No such comment or file here.</summary>
    public static Refusal NotFound { get; } =
        new("comment.not-found", $"This record has no such comment or attached file.", RefusalKind.NotFound);

    /// <summary>A mention of an account that does not exist.</summary>
    public static Refusal MentionUnknown(string who) =>
        Refusal.Field(
            "comment.mention-unknown",
            "text",
            $"No one has the ID {who}. Pick a person from the list, or enter their e-mail address."
        );

    /// <summary>Two people of one name.</summary>
    public static Refusal MentionAmbiguous(string name) =>
        Refusal.Field(
            "comment.mention-ambiguous",
            "text",
            $"More than one person is called {name}. Mention the person by e-mail address, so that it is clear who is meant."
        );

    /// <summary>The account is closed.</summary>
    public static Refusal MentionDisabled(string name) =>
        Refusal.Field(
            "comment.mention-disabled",
            "text",
            $"The account of {name} is disabled, so they would not be notified. Remove the mention."
        );

    /// <summary>They may not open the record.</summary>
    public static Refusal MentionCannotRead(string name, string subject) =>
        Refusal.Field(
            "comment.mention-cannot-read",
            "text",
            $"{name} does not have access to {subject}, so they cannot be mentioned here. "
                + $"Remove the mention, or ask an administrator to grant {name} a role."
        );

    /// <summary>A crowd.</summary>
    public static Refusal TooManyMentions { get; } =
        Refusal.Field("comment.too-many-mentions", "text", $"A comment can mention at most {MentionedText.Most} people.");

    /// <summary>Too many files.</summary>
    public static Refusal TooManyFiles(int most) =>
        Refusal.Field(
            "comment.too-many-files",
            "file",
            $"A comment can have at most {most} files (Limits__CommentFiles). Nothing was posted."
        );

    /// <summary>Nothing in it.</summary>
    public static Refusal FileEmpty(string name) => Refusal.Field("comment.file-empty", "file", $"{name} is empty. Nothing was posted.");

    /// <summary>A kind that is not taken.</summary>
    public static Refusal FileKind(string name) =>
        Refusal.Field(
            "comment.file-kind",
            "file",
            $"{name} has a file type that is not accepted. Accepted types: {Sentence.Ours(AttachmentKind.Words)}. Nothing was posted.",
            RefusalKind.UnsupportedMedia
        );

    /// <summary>The bytes are something else than the name says.</summary>
    public static Refusal FileContent(string name, Sentence said) =>
        Refusal.Field(
            "comment.file-content",
            "file",
            $"{name} has the file extension for {said}, but its content is something else. Nothing was posted.",
            RefusalKind.UnsupportedMedia
        );
}
