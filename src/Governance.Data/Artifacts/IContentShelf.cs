namespace Governance.Data.Artifacts;

/// <summary>What lies under a digest.</summary>
/// <param name="Sha256">Digest, lower-case hex: its name.</param>
/// <param name="SizeBytes">Length.</param>
/// <param name="WrittenAt">Time of the last write.</param>
/// <param name="Mark">What the server calls this writing of it; null on a file system.</param>
public sealed record ShelvedContent(string Sha256, long SizeBytes, DateTimeOffset WrittenAt, string? Mark = null);

/// <summary>
/// Where kept content lies: a folder, or a bucket of object storage. Only whole content is ever found there. A digest is 64 lower-case
/// hexadecimal digits.
/// </summary>
/// <remarks>Every call may throw <see cref="ContentUnavailableException"/>; a folder throws besides what the file system says.</remarks>
public interface IContentShelf
{
    /// <summary>What it is, in words for people: the folder, or bucket and host.</summary>
    string Name { get; }

    /// <summary>
    /// True when putting is a matter of a moment, so that it may happen in a transaction; else received content is put before one begins.
    /// </summary>
    bool IsInstant { get; }

    /// <summary>Puts a file under its digest. Putting the same content twice is the same as once.</summary>
    /// <param name="path">The file; a shelf may take it away.</param>
    /// <param name="content">Its digest and length.</param>
    /// <param name="replace">Also when something of this digest and length is there, because that was altered.</param>
    /// <param name="ct">Cancels; nothing half put is found.</param>
    /// <returns>Where the file can be read on this machine afterwards.</returns>
    Task<string> PutAsync(string path, StoredContent content, bool replace, CancellationToken ct);

    /// <summary>What lies under a digest; null when nothing does.</summary>
    Task<ShelvedContent?> FindAsync(string sha256, CancellationToken ct);

    /// <summary>
    /// Opens content, to be read forward and asynchronously. It fails, and never ends early, when not all of it can be had.
    /// </summary>
    /// <exception cref="FileNotFoundException">Nothing of this digest is there.</exception>
    Task<Stream> OpenReadAsync(string sha256, CancellationToken ct);

    /// <summary>
    /// An address at which anyone who has it may fetch the content for a short while, without its being hashed on its way; null where there
    /// is none or configuration does not allow any.
    /// </summary>
    /// <param name="sha256">Digest.</param>
    /// <param name="fileName">Name it is offered under; letters, digits, dots, hyphens and underscores.</param>
    /// <param name="ct">Cancels.</param>
    Task<Uri?> AddressAsync(string sha256, string fileName, CancellationToken ct);

    /// <summary>Deletes what lies under a digest; nothing when nothing does.</summary>
    Task DeleteAsync(string sha256, CancellationToken ct);

    /// <summary>All content in the order of its digests, read in pages.</summary>
    IAsyncEnumerable<ShelvedContent> ListAsync(CancellationToken ct);

    /// <summary>Deletes what uploads that were ended left behind.</summary>
    /// <param name="before">Only what was begun before.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> SweepAsync(DateTimeOffset before, CancellationToken ct);

    /// <summary>Why it cannot be used now, in a sentence for the server's log; null when it can.</summary>
    Task<string?> FindFaultAsync(CancellationToken ct);
}
