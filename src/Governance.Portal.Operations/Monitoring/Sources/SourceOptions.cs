namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>
/// A connection to a place with rows of predictions. Secrets come by file or environment alone; what a monitor keeps is the name.
/// </summary>
public sealed class SourceOptions
{
    /// <summary>Name by which it is known here: letters, digits, hyphens; it never changes.</summary>
    public string Name
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Kind: <c>postgres</c>, <c>databricks</c>, <c>snowflake</c>, <c>bigquery</c>, <c>s3</c>, <c>folder</c>.</summary>
    public string Kind
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>
    /// Address. Of PostgreSQL <c>host</c> or <c>host:port</c>; of a service its <c>https://</c> address. The host has to be listed under
    /// Outbound. Of a folder its path.
    /// </summary>
    public string Address
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Database, catalogue or project, as the kind has it.</summary>
    public string Database
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Schema or data set of tables that are named without one.</summary>
    public string Schema
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>What computes, where that is chosen: a SQL warehouse, a location.</summary>
    public string Warehouse
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>
    /// Role that is taken for the session, where there are roles; of object storage its ARN. Empty: the account's own.
    /// </summary>
    public string Role
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Bucket of object storage.</summary>
    public string Bucket
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Region that requests to object storage are signed for.</summary>
    public string Region
    {
        get;
        set => field = value ?? "";
    } = "us-east-1";

    /// <summary>True when the bucket stands in the path of an address, and not before its host.</summary>
    public bool PathStyle { get; set; }

    /// <summary>
    /// Certificate of the authority that the server's certificate comes from, in PEM; read at the start. Empty: one the system trusts.
    /// </summary>
    public string AuthorityFile
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Account that reads; of object storage the id of the key.</summary>
    public string User
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>
    /// Secret of the account, from the environment: a password, token or key; empty with a file, or where none is needed.
    /// </summary>
    public string Secret
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>
    /// File with the secret, read before every call, so that it may be renewed while the portal runs. Of object storage a shared
    /// credentials file with <c>aws_access_key_id</c> and <c>aws_secret_access_key</c>.
    /// </summary>
    public string SecretFile
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>E-mail address of the person or group who answers for the place; shown to those who look after the monitor.</summary>
    public string Owner
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Models and systems that those may use it for whose roles are limited; none: no one whose role is.</summary>
    public SourceBinding[] For { get; set; } = [];

    /// <summary>Most bytes that one statement may read where reading is paid for by bytes (BigQuery); 0: no bound.</summary>
    public long MostBytes { get; set; }

    /// <summary>Seconds for one statement.</summary>
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>The secret as it is now: from its file, which may be renewed while the portal runs, or from the environment.</summary>
    /// <exception cref="SourceException">The file cannot be read.</exception>
    public async Task<string> ReadSecretAsync(CancellationToken ct)
    {
        if (SecretFile.Length == 0)
        {
            return Secret;
        }

        try
        {
            return (await File.ReadAllTextAsync(SecretFile, ct)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"The file with the secret of the connection {Name} cannot be read.", e);
        }
    }
}
