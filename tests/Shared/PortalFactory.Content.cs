using Governance.Data.Artifacts;

namespace Governance.Testing;

public partial class PortalFactory
{
    private string ArtifactFolder => Path.Combine(Folder, "artifacts");

    /// <summary>The names of the objects that it keeps in its bucket; none where it keeps its content in a folder.</summary>
    internal IReadOnlyList<string> ObjectNames() => [.. (_bucket?.Objects() ?? []).Select(PortalBucket.NameOf)];

    /// <summary>Keeps content in a bucket whatever the run does; before the first use.</summary>
    public void KeepContentInBucket() => _bucket ??= new PortalBucket(Folder);

    /// <summary>The files that content lies in, wherever this run has it, and those on their way there.</summary>
    public IReadOnlyList<string> ContentFiles() =>
        [
            .. Directory.Exists(ArtifactFolder)
                ? Directory
                    .EnumerateFiles(ArtifactFolder, "*", SearchOption.AllDirectories)
                    .Where(f => Path.GetFileName(f) != FolderShelf.Mark)
                : [],
            .. _bucket?.Objects() ?? [],
        ];

    /// <summary>The file that content of this digest lies in once it is stored.</summary>
    public string ContentFile(string sha256) => _bucket?.FileOf(sha256) ?? Path.Combine(ArtifactFolder, sha256[..2], sha256[2..4], sha256);
}
