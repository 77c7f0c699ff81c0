using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow.Import;

/// <summary>
/// Fetches the files of a version through the server's artifact proxy and stores them as one archive, written so that the same files always
/// have the same digest: by name, without times and owners.
/// </summary>
public sealed class ImportFiles(
    MlFlowRegistry server,
    RegistryCalls calls,
    ContentStore store,
    StoreArtifact artifacts,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<LimitsOptions> limits
) : IRegistryFiles
{
    private const int MaxFiles = 5_000;
    private const int MaxPages = 1_000;

    /// <inheritdoc/>
    public string Kind => MlFlowRegistry.KindName;

    /// <inheritdoc/>
    public async Task<bool> StoreAsync(
        RegistryConnection from,
        FoundVersion found,
        string model,
        string version,
        Action<ImportTally> counted,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(counted);
        if (found.RunId is not { } run)
        {
            return false;
        }

        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (await db.Versions.AnyAsync(v => v.Model == model && v.Version == version && v.ArtifactStoredAt != null, ct))
            {
                return false;
            }
        }

        if (FolderOf(run, found.SourceUri ?? "") is not { } folder || await ListAsync(from, run, folder, ct) is not { Count: > 0 } names)
        {
            counted(new ImportTally(Skipped: 1));
            return false;
        }

        var received = new List<(string Name, ContentStore.Incoming Content)>();
        try
        {
            var left = limits.Value.ArtifactBytes;
            foreach (var name in names)
            {
                var file = await calls.FetchAsync(
                    RegistryCalls.AddressOf(from, "get-artifact", ("path", name), ("run_uuid", run)),
                    MlFlowRegistry.HeadersOf(from),
                    (stream, token) => store.ReceiveAsync(stream, left, "Limits__ArtifactBytes", token),
                    ct
                );
                if (file.Refusal is { } refusal)
                {
                    throw new RegistryException(refusal.Message);
                }

                received.Add((name[(folder.Length == 0 ? 0 : folder.Length + 1)..], file.Value));
                left -= file.Value.Content.SizeBytes;
            }

            return await StoreAsync(model, version, received, ct);
        }
        finally
        {
            foreach (var (_, content) in received)
            {
                await content.DisposeAsync();
            }
        }
    }

    // runs:/RUN/folder, or any address that ends in RUN/artifacts/folder. Files that lie elsewhere cannot be had through the run.
    internal static string? FolderOf(string run, string source)
    {
        var path =
            source.StartsWith($"runs:/{run}/", StringComparison.Ordinal) ? source[$"runs:/{run}/".Length..]
            : source.IndexOf($"{run}/artifacts", StringComparison.Ordinal) is >= 0 and var at
                ? source[(at + run.Length + "/artifacts".Length)..]
            : null;
        path = path?.Trim('/');
        return path is null || path.Split('/').Any(p => p is "." or "..") ? null : path;
    }

    private async Task<IReadOnlyList<string>> ListAsync(RegistryConnection from, string run, string folder, CancellationToken ct)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        var folders = new Queue<string>([folder]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var pages = 0; folders.TryDequeue(out var next); )
        {
            for (string? token = null; ; )
            {
                if (++pages > MaxPages || files.Count > MaxFiles || !seen.Add($"{next}\n{token}"))
                {
                    throw new RegistryException("The server's list of files does not end.");
                }

                var page = await server.GetAsync(
                    from,
                    "artifacts/list",
                    [("run_id", run), ("path", next.Length == 0 ? null : next), ("page_token", token)],
                    ct
                );
                foreach (var item in page.List("files"))
                {
                    // Only what lies below: these names come from another server.
                    if (
                        item.Text("path", 1_000) is { } path
                        && (next.Length == 0 || path.StartsWith(next + "/", StringComparison.Ordinal))
                        && !path.Split('/').Any(p => p is "" or "." or "..")
                    )
                    {
                        if (item.TryGetProperty("is_dir", out var isFolder) && isFolder.ValueKind is JsonValueKind.True)
                        {
                            folders.Enqueue(path);
                        }
                        else
                        {
                            files.Add(path);
                        }
                    }
                }

                if ((token = page.NextPage()) is null)
                {
                    break;
                }
            }
        }

        return [.. files];
    }

    private async Task<bool> StoreAsync(
        string model,
        string version,
        IReadOnlyList<(string Name, ContentStore.Incoming Content)> files,
        CancellationToken ct
    )
    {
        var pipe = new Pipe();
        var writing = WriteAsync(pipe.Writer, files, ct);
        var reader = pipe.Reader.AsStream();
        try
        {
            var stored = await artifacts.RunAsync(RunImports.Job, model, version, reader, announcedLength: null, ct);
            return stored.IsDone ? stored.Value.First : throw new RegistryException(stored.Refusal!.Message);
        }
        finally
        {
            await reader.DisposeAsync();
            await writing;
        }
    }

    private static async Task WriteAsync(
        PipeWriter pipe,
        IReadOnlyList<(string Name, ContentStore.Incoming Content)> files,
        CancellationToken ct
    )
    {
        Exception? failure = null;
        try
        {
            await using var tar = new TarWriter(pipe.AsStream(leaveOpen: true), TarEntryFormat.Pax, leaveOpen: false);
            foreach (var (name, content) in files)
            {
                await using var bytes = content.OpenRead();
                await tar.WriteEntryAsync(
                    new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        DataStream = bytes,
                        ModificationTime = DateTimeOffset.UnixEpoch,
                        Mode = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                    },
                    ct
                );
            }
        }
#pragma warning disable CA1031 // Whoever reads the other end has to hear of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        await pipe.CompleteAsync(failure);
    }
}
