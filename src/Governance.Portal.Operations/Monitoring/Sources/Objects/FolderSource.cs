using System.Globalization;
using System.Runtime.CompilerServices;

namespace Governance.Portal.Operations.Monitoring.Sources.Objects;

/// <summary>Connections of kind <c>folder</c>: a folder of this machine, or one that is mounted here.</summary>
internal sealed class FolderSourceFactory : IObjectSourceFactory
{
    public string Kind => "folder";

    public string? Doubt(SourceOptions options) =>
        !Path.IsPathFullyQualified(options.Address) || !Directory.Exists(options.Address)
            ? "__Address does not name an existing folder; write its full path."
            : null;

    public IObjectSource Open(SourceOptions options) => new FolderSource(options);
}

/// <summary>A folder in which rows lie. Links are not followed, so that nothing outside it is read.</summary>
internal sealed class FolderSource(SourceOptions options) : IObjectSource
{
    private static readonly EnumerationOptions s_all = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
    };

    public async IAsyncEnumerable<SourceObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var found in List(prefix))
        {
            ct.ThrowIfCancellationRequested();
            yield return found;
        }
    }

    public async Task<long?> CopyAsync(SourceObject listed, Stream destination, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var path = Path.Combine(options.Address, listed.Name);
        try
        {
            await using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                1 << 16,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
            if (Of(new FileInfo(path), listed.Name) != listed)
            {
                return null;
            }

            await file.CopyToAsync(destination, ct);
            // What was written meanwhile may be in it in part.
            return Of(new FileInfo(path), listed.Name) == listed ? listed.SizeBytes : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(listed.Name, e);
        }
    }

    private List<SourceObject> List(string prefix)
    {
        // A prefix may end within a name: what it says of folders is looked into, and the rest compared.
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        var root = Path.Combine(options.Address, folder);
        try
        {
            if (!Directory.Exists(root) || LeadsThroughALink(folder))
            {
                return [];
            }

            var found = new List<SourceObject>();
            foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", s_all))
            {
                var name = Path.GetRelativePath(options.Address, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (name.StartsWith(prefix, StringComparison.Ordinal) && Of(file, name) is { } one)
                {
                    found.Add(one);
                }
            }

            found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder, e);
        }
    }

    private bool LeadsThroughALink(string folder)
    {
        var path = options.Address;
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (new DirectoryInfo(path).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private SourceException Unreadable(string name, Exception e) =>
        new($"{options.Name}: {name} cannot be read here. Check the folder and the rights of the portal's account.", e);

    private static SourceObject? Of(FileInfo file, string name) =>
        file.Exists
            ? new SourceObject(
                name,
                file.Length,
                new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero),
                file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture)
            )
            : null;
}
