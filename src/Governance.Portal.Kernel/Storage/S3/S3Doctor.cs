using System.Runtime.CompilerServices;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>Whether the bucket answers, and what keeps its objects from being deleted or overwritten.</summary>
internal sealed class S3Doctor(S3Shelf shelf, IOptions<S3Options> options) : IDoctorCheck
{
    private const string Subject = "object storage";

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (!options.Value.IsOn)
        {
            yield break;
        }

        if (await shelf.FindFaultAsync(ct) is { } fault)
        {
            yield return DoctorLine.Fail(Subject, fault);
            yield break;
        }

        yield return DoctorLine.Ok(Subject, $"{shelf.Name} answers.");
        yield return await OfProtectionAsync(ct);
    }

    private async Task<DoctorLine> OfProtectionAsync(CancellationToken ct)
    {
        try
        {
            return await shelf.ProtectionAsync(ct) switch
            {
                (_, true) => DoctorLine.Ok(
                    Subject,
                    options.Value.RetentionMode.Length > 0
                        ? $"The bucket has Object Lock; objects are written with {options.Value.RetentionMode} retention."
                        : "The bucket has Object Lock; objects are written with the bucket's own retention."
                ),
                (_, false) when options.Value.RetentionMode.Length > 0 => DoctorLine.Fail(
                    Subject,
                    "Storage__S3__RetentionMode is set, but the bucket has no Object Lock. "
                        + "Create a bucket with it, or leave the setting empty."
                ),
                (true, false) => DoctorLine.Ok(Subject, "The bucket is versioned and has no Object Lock."),
                _ => DoctorLine.Warn(
                    Subject,
                    "The bucket is neither versioned nor locked: what is deleted there is lost. Switch versioning on, or rely on backups."
                ),
            };
        }
        catch (ContentUnavailableException e)
        {
            return DoctorLine.Warn(Subject, $"Whether the bucket is versioned could not be determined. {e.Message}");
        }
    }
}
