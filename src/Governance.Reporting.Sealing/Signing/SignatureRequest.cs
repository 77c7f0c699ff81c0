namespace Governance.Reporting.Signing;

/// <summary>What one signature adds. Metadata and attachment belong to the first signature of a file.</summary>
public sealed record SignatureRequest
{
    public required DateTimeOffset SignedAt { get; init; }

    public string? Name { get; init; }

    public string? Reason { get; init; }

    public PdfMetadata? Metadata { get; init; }

    public PdfAttachment? Attachment { get; init; }
}

/// <param name="Title">What readers show instead of the file name.</param>
/// <param name="Language">BCP 47 tag, such as <c>en</c>.</param>
/// <param name="DocumentId">The report's own id, <c>REP-0042</c>.</param>
/// <param name="Author">Organisation that made it.</param>
/// <param name="MadeAt">Time of the facts in it.</param>
public sealed record PdfMetadata(string Title, string Language, string DocumentId, string Author, DateTimeOffset MadeAt)
{
    /// <summary>True to say that the file conforms to PDF/UA-1: who prints it answers for the tags.</summary>
    public bool IsUniversallyAccessible { get; init; }
}

/// <param name="FileName">Name without folders, ASCII.</param>
/// <param name="MediaType">Such as <c>application/json</c>.</param>
/// <param name="Description">One sentence for the reader's list of attachments.</param>
/// <param name="Content">The file itself.</param>
public sealed record PdfAttachment(string FileName, string MediaType, string Description, ReadOnlyMemory<byte> Content);
