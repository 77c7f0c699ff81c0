using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Models.Registries;
using Governance.Portal.Operations.Monitoring.Sources;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Demo;

/// <summary>
/// What a demo is connected to: two folders of its own data folder, in which the story leaves files, and the name <c>demo.example</c>,
/// which leads nowhere (RFC 2606): what is prepared for other systems can be called in no network. What was configured besides stays.
/// </summary>
internal sealed class DemoPlaces(IOptions<DemoOptions> demo, IOptions<StorageOptions> storage)
    : IPostConfigureOptions<RegistriesOptions>,
        IPostConfigureOptions<SourcesOptions>,
        IPostConfigureOptions<OutboundOptions>
{
    /// <summary>Name of the registry: a cache of the Hugging Face hub, as its client keeps one on disk.</summary>
    public const string Registry = "hub-cache";

    /// <summary>Name of the place from which windows are pulled.</summary>
    public const string Scores = "scores";

    /// <summary>Under which all hosts of the demo are.</summary>
    public const string Domain = "demo.example";

    private const int Daily = 24 * 60;

    /// <summary>Whether hosts under <see cref="Domain"/> may be named: in a demo's folder, with demo mode on.</summary>
    public bool HasHosts => IsDemo;

    private bool IsDemo => demo.Value.Enabled && DemoFolder.IsDemo(storage.Value);

    /// <summary>The folder of a place.</summary>
    public string FolderOf(string place) => Path.Combine(DemoFolder.Of(storage.Value), place);

    /// <inheritdoc/>
    public void PostConfigure(string? name, RegistriesOptions options)
    {
        if (IsDemo)
        {
            options.Connections =
            [
                .. options.Connections,
                new()
                {
                    Name = Registry,
                    Kind = "hugging-face",
                    Owner = DemoScene.Owner,
                    Discover = true,
                    ReconcileMinutes = Daily,
                    Settings = new() { ["Folder"] = Made(Registry) },
                },
            ];
        }
    }

    /// <inheritdoc/>
    public void PostConfigure(string? name, SourcesOptions options)
    {
        if (IsDemo)
        {
            options.Connections =
            [
                .. options.Connections,
                new()
                {
                    Name = Scores,
                    Kind = "folder",
                    Address = Made(Scores),
                    Owner = DemoScene.Engineer,
                },
            ];
        }
    }

    /// <inheritdoc/>
    public void PostConfigure(string? name, OutboundOptions options)
    {
        if (IsDemo)
        {
            options.AllowedHosts = [.. options.AllowedHosts, $"*.{Domain}"];
        }
    }

    // A connection to a folder that is missing stops the start.
    private string Made(string place) => Directory.CreateDirectory(FolderOf(place)).FullName;
}
