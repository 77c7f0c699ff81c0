using Amazon.Runtime;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>Gives clients of the AWS SDK the portal's way out. They make none of their own.</summary>
/// <param name="http">What they call by; it stays the giver's.</param>
internal sealed class AwsHttpClients(HttpClient http) : HttpClientFactory
{
    static AwsHttpClients()
    {
        // Read once by the SDK: it would send what it calls by UDP to wherever the environment says.
        Amazon.AWSConfigs.CSMConfig.CSMEnabled = false;
    }

    /// <summary>Settles what the SDK would else look for in the environment, in profiles and at the machine's own metadata.</summary>
    /// <param name="config">Of a client.</param>
    /// <param name="address">What is called, whatever an environment says.</param>
    /// <param name="region">Region that requests are signed for.</param>
    /// <param name="http">What it calls by.</param>
    public static void Settle(ClientConfig config, string address, string region, HttpClient http)
    {
        config.HttpClientFactory = new AwsHttpClients(http);
        config.ServiceURL = address;
        config.AuthenticationRegion = region;
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        config.IgnoreConfiguredEndpointUrls = true;
        // A clock that differs is said, and not signed around.
        config.DisableClockSkewCorrection = true;
        // Tries, and their time, are the caller's.
        config.MaxErrorRetry = 0;
        config.ThrottleRetries = false;
        config.DisableRequestCompression = true;
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}
