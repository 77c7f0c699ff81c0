using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow;

/// <summary>What an MLflow client needs to use the portal as its registry.</summary>
public sealed partial class MlFlowPage(NavigationManager navigation, IOptions<MlFlowOptions> options)
{
    private MlFlowOptions Settings => options.Value;

    private string ClientSettings => $"export MLFLOW_REGISTRY_URI={navigation.BaseUri.TrimEnd('/')}\nexport MLFLOW_TRACKING_TOKEN=gvk_…";
}
