namespace Governance.Portal.Demo;

/// <summary>The folders of samples that the demo's story is made of, each with its windows of monitoring in files of their own.</summary>
internal sealed class DemoFolders : IDisposable
{
    private readonly Dictionary<string, DemoFolderSamples> _folders = new(StringComparer.Ordinal);

    private DemoFolders() { }

    /// <summary>One of them: <c>ids</c>, <c>credit</c>, <c>pricing</c> or <c>assistant</c>.</summary>
    public DemoFolderSamples this[string name] => _folders[name];

    /// <summary>All of them.</summary>
    public IEnumerable<DemoFolderSamples> All => _folders.Values;

    /// <summary>Reads them.</summary>
    public static async Task<DemoFolders> OpenAsync(string samples, TimeSpan shift, CancellationToken ct)
    {
        var folders = new DemoFolders();
        try
        {
            foreach (var name in new[] { "ids", "credit", "pricing", "assistant" })
            {
                var folder = SampleFolder.Open(Path.Combine(samples, name), shift);
                folders._folders[name] = new(name, folder, await WindowFiles.SplitAsync(folder.Predictions!, version: null, ct, shift));
            }

            return folders;
        }
        catch
        {
            folders.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in _folders.Values)
        {
            folder.Windows.Dispose();
        }
    }
}

/// <summary>A folder of samples.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Samples">Model, versions and evidence.</param>
/// <param name="Windows">Its windows of monitoring.</param>
internal sealed record DemoFolderSamples(string Name, SampleFolder Samples, WindowFiles Windows);
