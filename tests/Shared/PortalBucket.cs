using System.Globalization;

namespace Governance.Testing;

/// <summary>
/// The bucket of one portal: of all in a run with <c>GOVERNANCE_TEST_STORE=s3</c>, else of those whose test says so. All buckets are on one
/// real server of the S3 protocol. What it keeps lies among the portal's own files, so that it is copied, moved and deleted with them.
/// </summary>
internal sealed class PortalBucket
{
    public const string Variable = "GOVERNANCE_TEST_STORE";

    private const string Prefix = "portal/";
    private const string Suffix = "._S3rver_object";

    // Further than any list of a test, which sets its own hosts from 0.
    private const string HostSetting = "Outbound:PrivateHosts:99";

    private static readonly Lazy<S3Server> s_server = new(() => Task.Run(S3Server.StartForAllAsync).GetAwaiter().GetResult());

    private readonly string _files;
    private readonly string _name = $"portal-{Guid.NewGuid():N}";
    private readonly string _credentials;

    public PortalBucket(string folder)
    {
        _files = Path.Combine(folder, "bucket");
        _credentials = Path.Combine(folder, "bucket.credentials");
        File.WriteAllText(_credentials, S3Server.Credentials);
    }

    /// <summary>Whether portals of this run keep their content in buckets.</summary>
    public static bool IsOn { get; } =
        Environment.GetEnvironmentVariable(Variable) switch
        {
            null or "" or "folder" => false,
            "s3" => true,
            var other => throw new InvalidOperationException($"{Variable} is \"{other}\". Set it to folder or s3."),
        };

    private string Link => Path.Combine(s_server.Value.Buckets, _name);

    /// <summary>Makes the bucket, of what lies in the portal's folder if it began with the files of another.</summary>
    public void Configure(Dictionary<string, string> settings)
    {
        var port = s_server.Value.Port.ToString(CultureInfo.InvariantCulture);
        if (!Directory.Exists(Link))
        {
            Directory.CreateDirectory(_files);
            Directory.CreateSymbolicLink(Link, _files);
        }

        settings["Storage:S3:Endpoint"] = $"http://127.0.0.1:{port}";
        settings["Storage:S3:Bucket"] = _name;
        settings["Storage:S3:Prefix"] = Prefix;
        settings["Storage:S3:PathStyle"] = "true";
        settings["Storage:S3:CredentialsFile"] = _credentials;
        settings[HostSetting] = $"127.0.0.1:{port}";
    }

    /// <summary>Settings by which another node of the same installation keeps its content there too.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    ["Storage:S3:Endpoint", "Storage:S3:Bucket", "Storage:S3:Prefix", "Storage:S3:PathStyle", "Storage:S3:CredentialsFile"];

    /// <summary>The files that hold the objects.</summary>
    public IEnumerable<string> Objects() =>
        Directory.Exists(_files) ? Directory.EnumerateFiles(_files, $"*{Suffix}", SearchOption.AllDirectories) : [];

    /// <summary>The file that holds the content of this digest, whether it is there or not.</summary>
    public string FileOf(string sha256) => Path.Combine(_files, Prefix, sha256[..2], sha256[2..4], sha256 + Suffix);

    /// <summary>What such a file holds, by the name it has as an object.</summary>
    public static string NameOf(string file)
    {
        var name = Path.GetFileName(file);
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    /// <summary>Takes it from the server; the files stay.</summary>
    public void Close()
    {
        if (s_server.IsValueCreated && Directory.Exists(Link))
        {
            Directory.Delete(Link);
        }
    }
}
