using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Kernel.Storage.S3;
using Governance.Testing;

namespace Governance.Portal.Tests.Storage;

/// <summary>A content store in a bucket, without a portal around it.</summary>
internal sealed class S3Store : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;
    private readonly OutboundClient _outbound;
    private readonly S3Upload _upload;
    private readonly S3Client _client;

    public S3Store(
        Uri address,
        string bucket,
        int timeoutSeconds = 20,
        string key = S3Server.Key,
        string prefix = "at/",
        string secret = S3Server.Key
    )
    {
        var credentials = Path.Combine(_folder, "credentials");
        File.WriteAllText(credentials, $"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n");
        Options = new S3Options
        {
            Endpoint = address.AbsoluteUri,
            Bucket = bucket,
            Prefix = prefix,
            PathStyle = true,
            CredentialsFile = credentials,
            TimeoutSeconds = timeoutSeconds,
        };
        var outbound = Microsoft.Extensions.Options.Options.Create(new OutboundOptions { PrivateHosts = ["127.0.0.1"] });
        _outbound = new OutboundClient(new OutboundConnector(outbound), outbound, TimeProvider.System);
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        _client = new S3Client(_outbound, options, TimeProvider.System);
        _upload = new S3Upload(_client, options, TimeProvider.System);
        Shelf = new S3Shelf(_client, _upload, options, TimeProvider.System);
        Store = new ContentStore(Path.Combine(_folder, "store"), shelf: Shelf);
        Doctor = new S3Doctor(Shelf, options);
    }

    public S3Options Options { get; }

    public S3Shelf Shelf { get; }

    public ContentStore Store { get; }

    public S3Doctor Doctor { get; }

    /// <summary>Files that are still on this machine.</summary>
    public IEnumerable<string> Left => Directory.EnumerateFiles(Store.Root, "*", SearchOption.AllDirectories);

    public async Task<byte[]> ReadAsync(string sha256, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await Store.CopyToAsync(sha256, bytes, ct);
        return bytes.ToArray();
    }

    /// <summary>Makes the bucket, which keeps versions and locks objects.</summary>
    public async Task MakeBucketAsync(CancellationToken ct)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-amz-bucket-object-lock-enabled"] = "true" };
        await using var made = await _client.SendAsync(new S3Client.Call(HttpMethod.Put, null) { Headers = headers }, ct);
        Assert.True(made.IsSuccess);
    }

    /// <summary>Begins an upload of parts and leaves it.</summary>
    public async Task BeginAsync(string key, CancellationToken ct) =>
        Assert.NotNull(await _client.ReadAsync(new S3Client.Call(HttpMethod.Post, key, "uploads="), ct));

    /// <summary>Name and version of everything that the bucket still has, also of what was deleted.</summary>
    public async Task<List<(string Key, string Version)>> VersionsAsync(CancellationToken ct)
    {
        var query = $"prefix={Uri.EscapeDataString(Options.Prefix)}&versions=";
        var page = await _client.ReadAsync(new S3Client.Call(HttpMethod.Get, null, query), ct);
        Assert.NotNull(page);
        return
        [
            .. page.Elements()
                .Where(e => e.Name.LocalName == "Version")
                .Select(e => (S3Client.Text(e, "Key")![Options.Prefix.Length..], S3Client.Text(e, "VersionId")!)),
        ];
    }

    /// <summary>Deletes a version for good.</summary>
    public async Task EraseAsync((string Key, string Version) version, CancellationToken ct)
    {
        var query = $"versionId={Uri.EscapeDataString(version.Version)}";
        await using var answer = await _client.SendAsync(new S3Client.Call(HttpMethod.Delete, version.Key, query), ct);
    }

    public void Dispose()
    {
        _upload.Dispose();
        _outbound.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
