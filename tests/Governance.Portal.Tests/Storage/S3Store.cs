using Amazon.S3.Model;
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
    private readonly AwsKeys _keys;
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
        var connector = new OutboundConnector(outbound);
        _outbound = new OutboundClient(connector, outbound, TimeProvider.System);
        _keys = new AwsKeys(_outbound, connector, outbound, TimeProvider.System);
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        _client = new S3Client(_outbound, _keys, options, TimeProvider.System);
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
    public async Task MakeBucketAsync(CancellationToken ct) =>
        Assert.NotNull(
            await _client.AskAsync(
                (s3, token) =>
                    s3.PutBucketAsync(new PutBucketRequest { BucketName = _client.Bucket, ObjectLockEnabledForBucket = true }, token),
                ct
            )
        );

    /// <summary>Begins an upload of parts and leaves it.</summary>
    public async Task BeginAsync(string key, CancellationToken ct) =>
        Assert.NotNull(
            await _client.AskAsync(
                (s3, token) =>
                    s3.InitiateMultipartUploadAsync(
                        new InitiateMultipartUploadRequest { BucketName = _client.Bucket, Key = _client.NameOf(key) },
                        token
                    ),
                ct
            )
        );

    /// <summary>Name and version of everything that the bucket still has, also of what was deleted.</summary>
    public async Task<List<(string Key, string Version)>> VersionsAsync(CancellationToken ct)
    {
        var page = await _client.AskAsync(
            (s3, token) => s3.ListVersionsAsync(new ListVersionsRequest { BucketName = _client.Bucket, Prefix = Options.Prefix }, token),
            ct
        );
        Assert.NotNull(page);
        return [.. (page.Versions ?? []).Where(v => v.IsDeleteMarker != true).Select(v => (v.Key[Options.Prefix.Length..], v.VersionId))];
    }

    /// <summary>Deletes a version for good.</summary>
    public Task EraseAsync((string Key, string Version) version, CancellationToken ct) =>
        _client.AskAsync(
            (s3, token) =>
                s3.DeleteObjectAsync(
                    new DeleteObjectRequest
                    {
                        BucketName = _client.Bucket,
                        Key = _client.NameOf(version.Key),
                        VersionId = version.Version,
                    },
                    token
                ),
            ct
        );

    public void Dispose()
    {
        _upload.Dispose();
        _client.Dispose();
        _keys.Dispose();
        _outbound.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
