using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>Where a key for Amazon Web Services, or for a server that speaks their protocol, comes from.</summary>
public sealed record AwsKeySettings
{
    /// <summary>The key itself; null: from elsewhere.</summary>
    public AwsCredentials? Key { get; init; }

    /// <summary>Shared credentials file; empty: the environment, and what this machine is given.</summary>
    public string File { get; init; } = "";

    /// <summary>Section of that file.</summary>
    public string Profile { get; init; } = AwsCredentials.DefaultProfile;

    /// <summary>Role that is taken with that key; empty: the key's own rights.</summary>
    public string RoleArn { get; init; } = "";

    /// <summary>File with a token of an identity provider, by which the role is taken in place of a key.</summary>
    public string WebIdentityTokenFile { get; init; } = "";

    /// <summary>Address that gives roles; empty: that of Amazon in the region.</summary>
    public string StsEndpoint { get; init; } = "";

    /// <summary>Region.</summary>
    public string Region { get; init; } = "us-east-1";
}

/// <summary>
/// Makes sources of keys. What the SDK would find by itself leaves by connections of its own, so here each place is asked through the
/// portal's way out, and no program is started for a key.
/// </summary>
/// <param name="outbound">Calls what gives roles.</param>
/// <param name="connector">Opens connections to where this machine's own keys are handed out.</param>
/// <param name="options">Bounds.</param>
/// <param name="clock">Measures the time of a call.</param>
public sealed class AwsKeys(OutboundClient outbound, OutboundConnector connector, IOptions<OutboundOptions> options, TimeProvider clock)
    : IDisposable
{
    private readonly OutboundClient _metadata = new(connector.ForMetadata(), options, clock);

    /// <summary>The environment.</summary>
    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>A source of keys, which is asked for each call.</summary>
    /// <param name="settings">Where they come from.</param>
    /// <param name="endpoint">Address of the server for which they are.</param>
    /// <param name="server">Calls it; also for a role, where that server gives roles itself.</param>
    internal AwsKeySource Of(AwsKeySettings settings, string endpoint, OutboundClient server)
    {
        var isItself = settings.StsEndpoint.Length > 0 && new Uri(settings.StsEndpoint).Authority == new Uri(endpoint).Authority;
        return new AwsKeySource(settings, isItself ? server : outbound, new AwsMetadata(_metadata, options, Variable), options, Variable);
    }

    /// <inheritdoc/>
    public void Dispose() => _metadata.Dispose();
}

/// <summary>
/// A key as it is now: a file is read for each call, because what issues keys for a while writes it again; a role is taken again before its
/// key ends.
/// </summary>
internal sealed class AwsKeySource : AWSCredentials, IDisposable
{
    private const string Session = "governance-portal";
    private const int MostAnswer = 64 * 1024;

    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(5);

    private readonly AwsKeySettings _settings;
    private readonly OutboundClient _sts;
    private readonly AwsMetadata _metadata;
    private readonly Func<string, string?> _variable;
    private readonly TimeSpan _most;
    private readonly AwsLease _role;
    private readonly AwsLease _identity;
    private readonly AwsLease _machine;
    private volatile ImmutableCredentials? _last;

    public AwsKeySource(
        AwsKeySettings settings,
        OutboundClient sts,
        AwsMetadata metadata,
        IOptions<OutboundOptions> options,
        Func<string, string?> variable
    )
    {
        (_settings, _sts, _metadata, _variable) = (settings, sts, metadata, variable);
        _most = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
        _role = new AwsLease(TakeRoleAsync) { PreemptExpiryTime = s_ahead };
        _identity = new AwsLease(TakeEnvironmentsRoleAsync) { PreemptExpiryTime = s_ahead };
        _machine = new AwsLease(metadata.ReadAsync) { PreemptExpiryTime = s_ahead };
    }

    /// <summary>The key that was asked for last: the SDK signs while it holds a thread, so whoever calls asks first.</summary>
    public override ImmutableCredentials GetCredentials() => _last ?? throw new InvalidOperationException("No one asked for a key first.");

    /// <exception cref="IOException">There is none; the message says where one was looked for.</exception>
    /// <exception cref="OutboundException">What gives it was not allowed to be called, or did not answer.</exception>
    public override async Task<ImmutableCredentials> GetCredentialsAsync() =>
        _last = await (_settings.RoleArn.Length > 0 ? _role.GetCredentialsAsync() : OwnAsync());

    /// <inheritdoc/>
    public void Dispose()
    {
        _role.Dispose();
        _identity.Dispose();
        _machine.Dispose();
    }

    private async Task<ImmutableCredentials> OwnAsync()
    {
        if (_settings.Key is { } key)
        {
            return Of(key);
        }

        if (_settings.File.Length > 0)
        {
            return Of(AwsCredentials.Read(_settings.File, _settings.Profile));
        }

        if (AwsCredentials.Of(_variable) is { } given)
        {
            return Of(given);
        }

        return await (
            Variable("AWS_WEB_IDENTITY_TOKEN_FILE").Length > 0 && Variable("AWS_ROLE_ARN").Length > 0 ? _identity.GetCredentialsAsync()
            : _metadata.IsAsked ? _machine.GetCredentialsAsync()
            : throw AwsCredentials.NoneGiven()
        );
    }

    private Task<(ImmutableCredentials Key, DateTimeOffset Until)> TakeEnvironmentsRoleAsync() =>
        TakeByTokenAsync(Variable("AWS_ROLE_ARN"), Variable("AWS_WEB_IDENTITY_TOKEN_FILE"));

    private async Task<(ImmutableCredentials Key, DateTimeOffset Until)> TakeRoleAsync()
    {
        if (_settings.WebIdentityTokenFile.Length > 0)
        {
            return await TakeByTokenAsync(_settings.RoleArn, _settings.WebIdentityTokenFile);
        }

        var own = await OwnAsync();
        return await TakeAsync(
            _settings.RoleArn,
            own,
            async (sts, ct) =>
                (
                    await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = _settings.RoleArn, RoleSessionName = Session }, ct)
                ).Credentials
        );
    }

    private async Task<(ImmutableCredentials Key, DateTimeOffset Until)> TakeByTokenAsync(string arn, string file)
    {
        string token;
        try
        {
            token = (await System.IO.File.ReadAllTextAsync(file)).Trim();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"This service does not have permission to read {file}.", e);
        }

        var asked = new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = arn,
            RoleSessionName = Session,
            WebIdentityToken = token,
        };
        return await TakeAsync(
            arn,
            new AnonymousAWSCredentials(),
            async (sts, ct) => (await sts.AssumeRoleWithWebIdentityAsync(asked, ct)).Credentials
        );
    }

    private Task<(ImmutableCredentials Key, DateTimeOffset Until)> TakeAsync(
        string arn,
        ImmutableCredentials own,
        Func<IAmazonSecurityTokenService, CancellationToken, Task<Credentials>> take
    ) =>
        TakeAsync(
            arn,
            own.UseToken
                ? new SessionAWSCredentials(own.AccessKey, own.SecretKey, own.Token)
                : new BasicAWSCredentials(own.AccessKey, own.SecretKey),
            take
        );

    private async Task<(ImmutableCredentials Key, DateTimeOffset Until)> TakeAsync(
        string arn,
        AWSCredentials own,
        Func<IAmazonSecurityTokenService, CancellationToken, Task<Credentials>> take
    )
    {
        var address = _settings.StsEndpoint.Length > 0 ? _settings.StsEndpoint : $"https://sts.{_settings.Region}.amazonaws.com";
        var config = new AmazonSecurityTokenServiceConfig();
        using var http = _sts.ForLibrary(_most, MostAnswer);
        AwsHttpClients.Settle(config, address, _settings.Region, http);
        using var sts = new AmazonSecurityTokenServiceClient(own, config);
        var host = new Uri(address).Authority;
        try
        {
            // Whoever waits for a key cannot be told to stop; the call has its time.
            return Checked(await take(sts, CancellationToken.None), host);
        }
        catch (AmazonServiceException e) when ((int)e.StatusCode is 429 or >= 500)
        {
            throw new OutboundException($"{host} did not give the role {arn} ({e.ErrorCode}).", e);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException)
        {
            var code = (e as AmazonServiceException)?.ErrorCode ?? "no answer that can be read";
            throw new IOException($"{host} refuses the role {arn} ({code}). Check the trust of the role, and who asks for it.", e);
        }
    }

    private static (ImmutableCredentials Key, DateTimeOffset Until) Checked(Credentials? given, string host) =>
        given is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0, Expiration: { } until }
            ? (
                new ImmutableCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken),
                new DateTimeOffset(until.ToUniversalTime())
            )
            : throw new IOException($"{host} answered without a key.");

    private static ImmutableCredentials Of(AwsCredentials key) => new(key.AccessKeyId, key.SecretAccessKey, key.SessionToken);

    private string Variable(string name) => _variable(name) ?? "";
}

/// <summary>A key for a while, which is asked for again before it ends.</summary>
internal sealed class AwsLease(Func<Task<(ImmutableCredentials Key, DateTimeOffset Until)>> take) : RefreshingAWSCredentials
{
    protected override CredentialsRefreshState GenerateNewCredentials() =>
        throw new NotSupportedException("Calls wait without holding a thread.");

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var (key, until) = await take();
        return new CredentialsRefreshState(key, until.UtcDateTime);
    }
}
