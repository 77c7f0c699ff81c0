using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Storage;

/// <summary>
/// Gives stored files out, hashing them on the way. A file that is gone or altered is an alert in the log, never a silent success.
/// </summary>
public sealed partial class StoredFiles(ActionRunner runner, ContentStore store, ILogger<StoredFiles> logger)
{
    /// <summary>Copies a file out.</summary>
    /// <exception cref="ContentAlteredException">The bytes are not what they were. The alert is in the log already; the caller breaks the
    /// transfer off.</exception>
    public async Task CopyAsync(StoredFile file, Stream to, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            await store.CopyToAsync(file.Sha256, to, ct);
        }
        catch (ContentAlteredException altered)
        {
            await AlertAsync(file, "artifact.altered", altered.Computed);
            throw;
        }
    }

    /// <summary>Reads a small file whole, for a page.</summary>
    /// <param name="file">The file.</param>
    /// <param name="most">Longest length read.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The bytes; null when there are more than <paramref name="most"/>.</returns>
    public async Task<Result<byte[]?>> ReadAsync(StoredFile file, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.SizeBytes > most)
        {
            return Result<byte[]?>.Done(null);
        }

        using var bytes = new MemoryStream((int)file.SizeBytes);
        try
        {
            await CopyAsync(file, bytes, ct);
            return bytes.ToArray();
        }
        catch (ContentAlteredException)
        {
            return ModelRefusals.ContentAltered(file.Subject);
        }
        catch (ContentUnavailableException e)
        {
            LogAway(e, file.Subject);
            return StorageRefusals.Unavailable;
        }
    }

    /// <summary>
    /// An address at which a caller who was authorised fetches the file from where it is kept; null where the portal gives it out.
    /// </summary>
    public Task<Uri?> AddressAsync(StoredFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        return store.Shelf.AddressAsync(file.Sha256, file.FileName, ct);
    }

    /// <summary>Looks whether a file is there and has its length, before its first byte is sent.</summary>
    public async Task<Result<StoredFile>> PresentAsync(StoredFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        ct.ThrowIfCancellationRequested();
        ShelvedContent? found;
        try
        {
            found = await store.FindAsync(file.Sha256, ct);
        }
        catch (ContentUnavailableException e)
        {
            LogAway(e, file.Subject);
            return StorageRefusals.Unavailable;
        }

        if (found is null)
        {
            await AlertAsync(file, "artifact.missing", computed: null);
            return ModelRefusals.ContentMissing(file.Subject);
        }

        // A file of another length is wrong before its first byte is sent.
        if (found.SizeBytes == file.SizeBytes)
        {
            return file;
        }

        await AlertAsync(file, "artifact.altered", computed: null);
        return ModelRefusals.ContentAltered(file.Subject);
    }

    // The portal found it, no matter who asked for the file; a caller who goes away must not stop the record.
    private async Task AlertAsync(StoredFile file, string action, string? computed)
    {
        LogAltered(file.Subject, file.Sha256, computed);
        await runner.RunAsync<Done>(
            Actor.OfJob("content-check"),
            new Attempt(action, file.Subject, Permission: null),
            (context, _) =>
            {
                context.Append(
                    new AuditEvent(action, file.Subject, new JsonObject { ["sha256"] = file.Sha256, ["computedSha256"] = computed })
                );
                return Task.FromResult<Result<Done>>(Done.Instance);
            },
            CancellationToken.None
        );
    }

    [LoggerMessage(1251, LogLevel.Error, "The stored file of {Subject} could not be read: the content store does not answer")]
    private partial void LogAway(Exception e, string subject);

    [LoggerMessage(1250, LogLevel.Critical, "The stored file of {Subject} is not what it was: expected {Expected}, found {Computed}")]
    private partial void LogAltered(string subject, string expected, string? computed);
}
