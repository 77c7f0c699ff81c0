using Governance.Data.Artifacts;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Security;
using Microsoft.Net.Http.Headers;

namespace Governance.Portal.Kernel.Storage;

/// <summary>
/// The one way in which bytes that someone uploaded leave the portal: as a file to keep, never as something a browser runs or shows.
/// </summary>
public static class SentFiles
{
    /// <summary>What every file is that could be run or shown.</summary>
    public const string Unknown = "application/octet-stream";

    // Of these no browser makes a script, a style or a document of this origin, whatever the bytes are.
    private static readonly HashSet<string> s_inert = new(StringComparer.Ordinal)
    {
        "application/json",
        "application/pdf",
        "application/zip",
        "application/gzip",
        "application/yaml",
        "image/png",
        "image/jpeg",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };

    private static readonly HashSet<string> s_texts = new(StringComparer.Ordinal) { "text/plain", "text/csv", "text/markdown" };

    /// <summary>The type under which a file is sent whose uploader called it so.</summary>
    public static string TypeOf(string? mediaType)
    {
        var type = mediaType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        return s_texts.Contains(type) ? type + "; charset=utf-8"
            : s_inert.Contains(type)
            || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal))
                ? type
            : Unknown;
    }

    /// <summary>
    /// Sends a stored file as attachment. A file that is not what it was ends the transfer with an error, never as a success.
    /// </summary>
    public static async Task SendAsync(HttpContext http, StoredFiles files, StoredFile file)
    {
        var response = http.Response;
        var attachment = new ContentDispositionHeaderValue("attachment");
        attachment.SetHttpFileName(file.FileName);
        response.ContentType = TypeOf(file.MediaType);
        response.ContentLength = file.SizeBytes;
        response.Headers.ContentDisposition = attachment.ToString();
        response.Headers.ETag = $"\"{file.Sha256}\"";
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(file.Sha256))}:"; // RFC 9530
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = SecurityHeaders.NoPage;
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
        try
        {
            await files.CopyAsync(file, response.Body, http.RequestAborted);
        }
        catch (ContentAlteredException)
        {
            if (response.HasStarted)
            {
                http.Abort();
                return;
            }

            response.Clear();
            await ModelRefusals.ContentAltered(file.Subject).ToProblem().ExecuteAsync(http);
        }
    }
}
