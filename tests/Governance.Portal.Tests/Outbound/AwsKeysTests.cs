using System.Net;
using System.Net.Sockets;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Kernel.Storage.S3;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Outbound;

/// <summary>Where keys come from, in which order, and that none of it leaves by another way than the portal's.</summary>
public sealed class AwsKeysTests : IDisposable
{
    private const string Role = "arn:aws:iam::123456789012:role/governance";

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly OutboundOptions _options = new() { PrivateHosts = ["127.0.0.1"] };
    private readonly List<IDisposable> _made = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var made in Enumerable.Reverse(_made))
        {
            made.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task File_Profile_IsItsSectionAlone_ReadEachTime_AndStartsNoProgram()
    {
        var started = Path.Combine(_folder, "started");
        var file = Written(
            $"[default]\naws_access_key_id = D\naws_secret_access_key = d\n[own]\naws_access_key_id = O\naws_secret_access_key = o\n"
                + $"[program]\ncredential_process = touch {started}\n"
        );
        var own = Source(new() { File = file, Profile = "own" });

        Assert.Equal("O", (await own.GetCredentialsAsync()).AccessKey);
        Assert.Equal("D", (await Source(new() { File = file }).GetCredentialsAsync()).AccessKey);
        File.WriteAllText(file, "[own]\naws_access_key_id = N\naws_secret_access_key = n\naws_session_token = t\n");
        Assert.Equal(("N", "t"), ((await own.GetCredentialsAsync()).AccessKey, (await own.GetCredentialsAsync()).Token));

        File.WriteAllText(file, $"[program]\ncredential_process = touch {started}\n");
        var refused = await Assert.ThrowsAsync<IOException>(() => Source(new() { File = file, Profile = "program" }).GetCredentialsAsync());
        Assert.Contains("in its section [program]", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(started));
    }

    [Fact]
    public async Task Environment_Key_IsTakenBeforeAllElse()
    {
        await using var server = await KeyServer.StartAsync();
        SetIdentity("token");
        _environment["AWS_ACCESS_KEY_ID"] = "ENV";
        _environment["AWS_SECRET_ACCESS_KEY"] = "secret";

        Assert.Equal("ENV", (await Source(new() { StsEndpoint = server.Endpoint }).GetCredentialsAsync()).AccessKey);

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Nothing_SaysWhatToSet() =>
        Assert.Equal(
            "No access key is set: name a credentials file, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            (await Assert.ThrowsAsync<IOException>(() => Source(new()).GetCredentialsAsync())).Message
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WebIdentity_TakesTheRoleByItsToken_Once(bool byEnvironment)
    {
        await using var server = await KeyServer.StartAsync();
        var file = SetIdentity("token-1");
        if (!byEnvironment)
        {
            _environment.Clear();
        }

        var source = Source(
            byEnvironment
                ? new() { StsEndpoint = server.Endpoint }
                : new()
                {
                    StsEndpoint = server.Endpoint,
                    RoleArn = Role,
                    WebIdentityTokenFile = file,
                }
        );

        var keys = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => source.GetCredentialsAsync()));

        Assert.All(keys, k => Assert.Equal(("ROLE", "token"), (k.AccessKey, k.Token)));
        var (asked, authorization) = Assert.Single(server.Requests);
        Assert.Contains("Action=AssumeRoleWithWebIdentity", asked, StringComparison.Ordinal);
        Assert.Contains($"RoleArn={Role}", asked, StringComparison.Ordinal);
        Assert.Contains("WebIdentityToken=token-1", asked, StringComparison.Ordinal);
        Assert.Equal("", authorization);
    }

    [Fact]
    public async Task WebIdentity_KeyThatEnds_IsTakenAgain_WithTheTokenAsItIsThen()
    {
        await using var server = await KeyServer.StartAsync();
        server.Valid = TimeSpan.FromSeconds(30);
        var file = SetIdentity("token-1");
        var source = Source(new() { StsEndpoint = server.Endpoint });
        await source.GetCredentialsAsync();
        File.WriteAllText(file, "token-2\n");

        await source.GetCredentialsAsync();

        Assert.Equal(2, server.Requests.Count);
        Assert.EndsWith("WebIdentityToken=token-2", server.Requests.Last().Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_OfAKey_IsAskedForWithItsSignature()
    {
        await using var server = await KeyServer.StartAsync();
        var source = Source(
            new()
            {
                StsEndpoint = server.Endpoint,
                RoleArn = Role,
                Key = new AwsCredentials("AKID", "secret"),
                Region = "eu-central-1",
            }
        );

        Assert.Equal("ROLE", (await source.GetCredentialsAsync()).AccessKey);

        var (asked, authorization) = Assert.Single(server.Requests);
        Assert.Contains("Action=AssumeRole&", asked, StringComparison.Ordinal);
        Assert.Contains("Credential=AKID/", authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-central-1/sts/aws4_request", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_Refused_SaysWhoRefusesWhat_AndIsNotAskedForAgainAndAgain()
    {
        await using var server = await KeyServer.StartAsync();
        server.Refusal = (403, "AccessDenied");
        using var reader = Reader(
            server,
            new()
            {
                RoleArn = Role,
                StsEndpoint = server.Endpoint,
                CredentialsFile = KeyFile(),
            }
        );

        var refused = await Assert.ThrowsAsync<ContentUnavailableException>(async () => await reader.ListAsync("", Ct).ToListAsync(Ct));

        Assert.Contains($"refuses the role {Role} (AccessDenied)", refused.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Role_WhileWhatGivesItIsBusy_IsTriedAgain()
    {
        await using var server = await KeyServer.StartAsync();
        server.Refusal = (503, "ServiceUnavailable");
        using var reader = Reader(
            server,
            new()
            {
                RoleArn = Role,
                StsEndpoint = server.Endpoint,
                CredentialsFile = KeyFile(),
            }
        );

        await Assert.ThrowsAsync<ContentUnavailableException>(async () => await reader.ListAsync("", Ct).ToListAsync(Ct));

        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Machine_IsNotAskedUnlessItIsListed()
    {
        await using var server = await KeyServer.StartAsync();
        _environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = server.Endpoint;

        await Assert.ThrowsAsync<IOException>(() => Source(new()).GetCredentialsAsync());
        Assert.Empty(server.Requests);

        _options.MetadataHosts = [server.Address.Authority];
        var source = Source(new());
        Assert.Equal("MACHINE", (await source.GetCredentialsAsync()).AccessKey);
        Assert.Equal("MACHINE", (await source.GetCredentialsAsync()).AccessKey);
        Assert.Equal(3, server.Requests.Count);

        _environment["AWS_EC2_METADATA_DISABLED"] = "true";
        await Assert.ThrowsAsync<IOException>(() => Source(new()).GetCredentialsAsync());
    }

    [Fact]
    public async Task Machine_ThatKnowsVersion1Alone_GivesNoKey()
    {
        await using var server = await KeyServer.StartAsync();
        server.IsOld = true;
        _environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = server.Endpoint;
        _options.MetadataHosts = [server.Address.Authority];

        var refused = await Assert.ThrowsAsync<IOException>(() => Source(new()).GetCredentialsAsync());

        Assert.Contains("gives this machine no key (405)", refused.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Container_IsNotAskedUnlessItIsListed_AndThenWithTheTokenOfItsFile()
    {
        await using var server = await KeyServer.StartAsync();
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.Endpoint + KeyServer.ContainerPath;
        _environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = Written("to=ken/1\n");

        var refused = await Assert.ThrowsAsync<OutboundException>(() => Source(new()).GetCredentialsAsync());
        Assert.Contains("Outbound__MetadataHosts", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        _options.MetadataHosts = [server.Address.Authority];
        Assert.Equal("MACHINE", (await Source(new()).GetCredentialsAsync()).AccessKey);
        Assert.Equal(("GET " + KeyServer.ContainerPath, "to=ken/1"), Assert.Single(server.Requests));
    }

    /// <summary>What may be asked for keys may not be called: an address that a person brings never reaches it.</summary>
    [Fact]
    public async Task Metadata_IsReachedForKeysAlone()
    {
        await using var server = await KeyServer.StartAsync();
        (_options.PrivateHosts, _options.MetadataHosts) = ([], [server.Address.Authority, "169.254.169.254"]);
        var outbound = Options.Create(_options);
        using var client = new OutboundClient(new OutboundConnector(outbound), outbound, TimeProvider.System);

        await Assert.ThrowsAsync<OutboundException>(() => client.SendAsync(HttpMethod.Get, server.Address, default, "", null, Ct));
        _options.PrivateHosts = ["169.254.169.254"];
        await Assert.ThrowsAsync<OutboundException>(() =>
            client.SendAsync(HttpMethod.Get, new Uri("http://169.254.169.254/"), default, "", null, Ct)
        );

        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("169.254.170.23", true)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("[fd00:ec2::23]:80", true)]
    [InlineData("127.0.0.1:9911", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("localhost", false)]
    [InlineData("169.254.169.254.example.com", false)]
    [InlineData("", false)]
    public void MetadataHosts_AreAddressesOfThisMachine(string entry, bool isOne) =>
        Assert.Equal(isOne, new OutboundHostsValidator().Validate(null, new OutboundOptions { MetadataHosts = [entry] }).Succeeded);

    /// <summary>
    /// The guard of the whole class: whatever asks, and wherever the environment lures the SDK, nothing is connected to that no list names.
    /// </summary>
    [Fact]
    public async Task WithNothingListed_NoCallOfTheStoreASourceOrAKeyOpensAConnection()
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)trap.LocalEndpoint).Port}";
        _options.PrivateHosts = [];
        // Of the process, where the SDK itself looks.
        using var lures = new Lures(
            ("AWS_ENDPOINT_URL", address),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", address),
            ("AWS_DEFAULTS_MODE", "auto")
        );
        _environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = address;
        var identity = Written("token");
        S3Options[] ways =
        [
            new() { CredentialsFile = KeyFile() },
            new() { CredentialsFile = KeyFile(), Checksums = S3Checksums.WhenSupported },
            new()
            {
                CredentialsFile = KeyFile(),
                RoleArn = Role,
                StsEndpoint = address,
            },
            new() { CredentialsFile = KeyFile(), RoleArn = Role },
            new()
            {
                RoleArn = Role,
                WebIdentityTokenFile = identity,
                StsEndpoint = address,
            },
            new(),
        ];
        foreach (var way in ways)
        {
            (way.Endpoint, way.Bucket, way.PathStyle) = (address, "bucket", true);
            using var reader = Reader(way);
            await Assert.ThrowsAsync<ContentUnavailableException>(async () => await reader.ListAsync("", Ct).ToListAsync(Ct));
            await Assert.ThrowsAsync<ContentUnavailableException>(() => reader.OpenAsync(new S3Object("a", 1, default, "t"), Ct));
        }

        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address;
        await Assert.ThrowsAsync<OutboundException>(() => Source(new()).GetCredentialsAsync());
        SetIdentity("token");
        await Assert.ThrowsAsync<OutboundException>(() => Source(new()).GetCredentialsAsync());
        await Assert.ThrowsAsync<OutboundException>(() => Source(new() { StsEndpoint = address }).GetCredentialsAsync());

        Assert.False(trap.Pending());
    }

    private AwsKeySource Source(AwsKeySettings settings)
    {
        var (keys, client, _) = Keys();
        var source = keys.Of(settings, "http://127.0.0.1:1", client);
        _made.Add(source);
        return source;
    }

    private S3Reader Reader(KeyServer server, S3Options options)
    {
        (options.Endpoint, options.Bucket, options.PathStyle) = (server.Endpoint, "bucket", true);
        return Reader(options);
    }

    private S3Reader Reader(S3Options options)
    {
        var (keys, _, connector) = Keys();
        return new S3Reader(options, null, S3SettingNames.OfStorage, keys, connector, Options.Create(_options), TimeProvider.System);
    }

    private (AwsKeys Keys, OutboundClient Client, OutboundConnector Connector) Keys()
    {
        var outbound = Options.Create(_options);
        var connector = new OutboundConnector(outbound);
        var client = new OutboundClient(connector, outbound, TimeProvider.System);
        var keys = new AwsKeys(client, connector, outbound, TimeProvider.System) { Variable = _environment.GetValueOrDefault };
        _made.AddRange([client, keys]);
        return (keys, client, connector);
    }

    private string SetIdentity(string token)
    {
        _environment["AWS_ROLE_ARN"] = Role;
        return _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = Written(token);
    }

    private string KeyFile() => Written("[default]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");

    private string Written(string text)
    {
        var file = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, text);
        return file;
    }

    private sealed class Lures : IDisposable
    {
        private readonly (string Name, string Value)[] _set;

        public Lures(params (string Name, string Value)[] set)
        {
            _set = set;
            foreach (var (name, value) in set)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose()
        {
            foreach (var (name, _) in _set)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
