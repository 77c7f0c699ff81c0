using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Models.Registries;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Registries;

/// <summary>What a reader needs to call a server on this machine, without a portal around it.</summary>
internal sealed class ReaderScene : IDisposable
{
    private readonly OutboundClient _outbound;
    private readonly AuthorityClients _authorities;
    private readonly string _folder = Directory.CreateTempSubdirectory("registry-").FullName;

    public ReaderScene(TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        var options = Options.Create(new OutboundOptions { PrivateHosts = ["127.0.0.1", "localhost"], TimeoutSeconds = 30 });
        var connector = new OutboundConnector(options);
        _outbound = new OutboundClient(connector, options, TimeProvider.System);
        _authorities = new AuthorityClients(_outbound, connector, options, TimeProvider.System);
        Calls = new RegistryCalls(_outbound, _authorities);
    }

    public TimeProvider Clock { get; }

    public RegistryCalls Calls { get; }

    /// <summary>A folder of this scene.</summary>
    public string Folder => _folder;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authorities.Dispose();
        _outbound.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A secret in a file.</summary>
    public string Secret(string text)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.secret");
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A connection to a server on this machine.</summary>
    public static RegistryConnection Connection(
        string kind,
        Uri? address,
        int pageSize = 2,
        Dictionary<string, string>? settings = null,
        Dictionary<string, string>? secrets = null
    ) =>
        new()
        {
            Name = "lab",
            Kind = kind,
            Section = "Registries__0",
            Owner = "owner@demo.example",
            Address = address?.ToString().TrimEnd('/') ?? "",
            PageSize = pageSize,
            Settings = new Dictionary<string, string>(settings ?? [], StringComparer.OrdinalIgnoreCase),
            Secrets = new Dictionary<string, string>(secrets ?? [], StringComparer.OrdinalIgnoreCase),
        };

    /// <summary>All pages.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(Func<string?, Task<RegistryPage<T>>> read)
    {
        var all = new List<T>();
        var pages = 0;
        for (string? cursor = null; ; )
        {
            var page = await read(cursor);
            all.AddRange(page.Items);
            if ((cursor = page.Next) is null)
            {
                return all;
            }

            Assert.True(++pages < 100, "The pages do not end.");
        }
    }
}
