using Governance.EndToEnd.Tests.Gallery;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Registry;

internal sealed class RegistryGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("models", "/models", "/models"),
        new("models-none", "/models", "/models?name=no-such-model"),
        new("register-model", "/models", "/models") { WholePage = false, Prepare = p => OpenDialogAsync(p, "Register model") },
        new("model", "/models/{Model}", "/models/credit-default"),
        new("register-version", "/models/{Model}/register-version", "/models/credit-default/register-version"),
        new("version", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.1.0"),
        new("version-fairness", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.1.0?tab=fairness"),
        new("version-validation", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.1.0?tab=validation"),
        new("version-robustness", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.1.0?tab=robustness"),
        new("version-production", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=deployments"),
        new("rollback-plan", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=deployments")
        {
            Viewer = Owner,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Rollback plan of DEP-0003"),
        },
        new("version-card", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=model-card"),
        new("version-lineage", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=lineage"),
        new("request-promotion", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.2.0")
        {
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Request promotion"),
        },
        new("add-evidence", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.2.0")
        {
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Add evidence"),
        },
        new("compare", "/models/{Model}/compare", "/models/credit-default/compare?a=2.0.0&b=2.1.0"),
        new("model-custody", "/models/{Model}", "/models/netflow-detector?tab=record") { Viewer = Auditor },
        new("version-custody", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=custody")
        {
            Viewer = Auditor,
        },
    ];
}
