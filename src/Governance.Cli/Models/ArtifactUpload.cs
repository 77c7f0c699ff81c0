using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Models;

/// <summary>Hashes an artifact here, then streams it to the portal, which hashes it again.</summary>
internal static class ArtifactUpload
{
    public static Task<FileDigest> HashAsync(CliHost host, string path, CancellationToken ct) =>
        ProgressLine.RunAsync(
            host,
            $"Hashing {Path.GetFileName(path)}",
            LocalFile.LengthOf(path),
            progress => LocalFile.HashAsync(path, progress, ct)
        );

    /// <returns>The version as the portal then knows it, if it says so.</returns>
    public static async Task<JsonElement?> SendAsync(
        CliHost host,
        PortalClient client,
        string model,
        string version,
        string path,
        FileDigest digest,
        CancellationToken ct
    )
    {
        try
        {
            var answer = await ProgressLine.RunAsync(
                host,
                $"Uploading {Path.GetFileName(path)}",
                digest.SizeBytes,
                progress =>
                    client.TransferAsync(
                        HttpMethod.Put,
                        $"{ModelPaths.Version(model, version)}/artifact",
                        () => new FileContent(path, digest.SizeBytes, "application/octet-stream", isGzip: false, progress),
                        ct
                    )
            );
            return answer.Body;
        }
        catch (CliException refused) when (refused.Status == 422)
        {
            // Well asked, and the bytes are not those declared: a verification that failed.
            throw new CliException(ExitCode.Refused, refused.Message, refused) { Status = refused.Status, Code = refused.Code };
        }
    }

    /// <summary>Sends the signature of an artifact; the portal keeps it only if it can verify it.</summary>
    public static async Task SendSignatureAsync(PortalClient client, string model, string version, string path, CancellationToken ct)
    {
        var length = LocalFile.LengthOf(path);
        try
        {
            await client.TransferAsync(
                HttpMethod.Put,
                $"{ModelPaths.Version(model, version)}/signature",
                () => new FileContent(path, length, "application/json", isGzip: false, _ => { }),
                ct
            );
        }
        catch (CliException refused) when (refused.Status == 422)
        {
            throw new CliException(ExitCode.Refused, refused.Message, refused) { Status = refused.Status, Code = refused.Code };
        }
    }

    public static void Describe(TextPage page, string model, string version, FileDigest digest)
    {
        page.Line($"Stored the artifact of {model}@{version}.");
        page.Fact("sha256", digest.Sha256);
        page.Fact("size", Sizes.Words(digest.SizeBytes));
    }
}
