using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>
/// Object storage by the protocol of Amazon S3, for what the content store keeps. Without a bucket it is kept in the folder.
/// </summary>
public sealed class S3Options
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Storage:S3";

    /// <summary>
    /// Address of the server: <c>https://s3.eu-central-1.amazonaws.com</c>. Its host has to be listed under <c>Outbound</c>.
    /// </summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The bucket, which has to exist. Empty: content is kept in <c>Storage__ArtifactPath</c>.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>Begins the name of each object, such as <c>governance/</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Region that requests are signed for.</summary>
    [Required]
    public string Region { get; set; } = "us-east-1";

    /// <summary>True when the bucket stands in the path of an address, and not before its host.</summary>
    public bool PathStyle { get; set; }

    /// <summary>
    /// Shared credentials file with <c>aws_access_key_id</c> and <c>aws_secret_access_key</c>, read for each request. Empty: the
    /// environment.
    /// </summary>
    public string CredentialsFile { get; set; } = "";

    /// <summary>Section of that file.</summary>
    [Required]
    public string Profile { get; set; } = AwsCredentials.DefaultProfile;

    /// <summary>Role that is taken for the bucket, such as <c>arn:aws:iam::123456789012:role/governance</c>; empty: none.</summary>
    public string RoleArn { get; set; } = "";

    /// <summary>File with a token of an identity provider, by which that role is taken in place of a key; read each time.</summary>
    public string WebIdentityTokenFile { get; set; } = "";

    /// <summary>
    /// Address that gives the role: <c>https://sts.eu-central-1.amazonaws.com</c>. Its host has to be listed under <c>Outbound</c>. Empty:
    /// that of Amazon in the region.
    /// </summary>
    public string StsEndpoint { get; set; } = "";

    /// <summary>
    /// Which checksums are asked for: <c>WhenRequired</c>, which every server knows, or <c>WhenSupported</c>, also of what is read.
    /// </summary>
    public S3Checksums Checksums { get; set; }

    /// <summary>
    /// Certificate of the authority that the server's certificate comes from, in PEM; read at the start. Empty: one the system trusts.
    /// </summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>Seconds within which one part has to be sent and answered, and without a byte after which a read is tried again.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>
    /// Seconds for which an address is valid at which the artifact of a version may be fetched from the bucket directly; 0: artifacts are
    /// given out by the portal, which hashes them on their way.
    /// </summary>
    [Range(0, 3_600)]
    public int PresignedSeconds { get; set; }

    /// <summary>Retention that objects are written with, in a bucket with Object Lock; empty for that of the bucket.</summary>
    [RegularExpression("GOVERNANCE|COMPLIANCE")]
    public string RetentionMode { get; set; } = "";

    /// <summary>Days of that retention.</summary>
    [Range(1, 36_500)]
    public int RetentionDays { get; set; } = 3_650;

    /// <summary>True when content is kept in object storage.</summary>
    public bool IsOn => Bucket.Length > 0;

    /// <summary>True when the bucket stands in the path: where that is set, and where its name cannot stand in a host.</summary>
    public bool IsInPath =>
        PathStyle
        || Bucket.Length is < 3 or > 63
        || Bucket.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not '-')
        || Bucket[0] is '-'
        || Bucket[^1] is '-';

    /// <summary>The key itself, where it does not come from a file or the environment.</summary>
    internal AwsCredentials? Key { get; set; }

    internal AwsKeySettings Keys =>
        new()
        {
            Key = Key,
            File = CredentialsFile,
            Profile = Profile,
            RoleArn = RoleArn,
            WebIdentityTokenFile = WebIdentityTokenFile,
            StsEndpoint = StsEndpoint,
            Region = Region,
        };
}

/// <summary>Which checksums are asked for.</summary>
public enum S3Checksums
{
    WhenRequired,
    WhenSupported,
}

[OptionsValidator]
internal sealed partial class S3OptionsRanges : IValidateOptions<S3Options>;

/// <summary>A bucket needs an address, and both have to be ones.</summary>
internal sealed class S3OptionsValidator : IValidateOptions<S3Options>
{
    public ValidateOptionsResult Validate(string? name, S3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsOn)
        {
            return ValidateOptionsResult.Success;
        }

        if (!IsServer(options.Endpoint))
        {
            return ValidateOptionsResult.Fail(
                "Storage__S3__Endpoint is not the address of a server. Use an address such as https://s3.eu-central-1.amazonaws.com."
            );
        }

        if (options.Bucket.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')))
        {
            return ValidateOptionsResult.Fail("Storage__S3__Bucket is not a valid bucket name: use letters, digits, hyphens and dots.");
        }

        if (options.StsEndpoint.Length > 0 && !IsServer(options.StsEndpoint))
        {
            return ValidateOptionsResult.Fail(
                "Storage__S3__StsEndpoint is not the address of a server. Use an address such as https://sts.eu-central-1.amazonaws.com."
            );
        }

        if (options.WebIdentityTokenFile.Length > 0 && options.RoleArn.Length == 0)
        {
            return ValidateOptionsResult.Fail(
                "Storage__S3__WebIdentityTokenFile is set without Storage__S3__RoleArn: name the role that its token takes."
            );
        }

        if (options.AuthorityFile.Length > 0 && !IsCertificate(options.AuthorityFile))
        {
            return ValidateOptionsResult.Fail("Storage__S3__AuthorityFile does not name a file with a PEM certificate.");
        }

        return
            options.Prefix.StartsWith('/') || options.Prefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '/'))
            ? ValidateOptionsResult.Fail(
                "Storage__S3__Prefix must not begin with / and may contain only letters, digits, hyphens, dots and /."
            )
            : ValidateOptionsResult.Success;
    }

    private static bool IsServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.AbsolutePath == "/"
        && address.Query.Length == 0
        && address.UserInfo.Length == 0;

    private static bool IsCertificate(string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }
}
