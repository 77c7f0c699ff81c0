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

    public S3Store(Uri address, string bucket, int timeoutSeconds = 20, string key = S3Server.Key, string prefix = "at/")
    {
        var credentials = Path.Combine(_folder, "credentials");
        File.WriteAllText(credentials, $"[default]\naws_access_key_id = {key}\naws_secret_access_key = {S3Server.Key}\n");
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
        var client = new S3Client(_outbound, options, TimeProvider.System);
        _upload = new S3Upload(client, options, TimeProvider.System);
        Shelf = new S3Shelf(client, _upload, options, TimeProvider.System);
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

    public void Dispose()
    {
        _upload.Dispose();
        _outbound.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
