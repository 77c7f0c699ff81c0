using Governance.Portal.Models.Registries.AzureMl;
using Governance.Portal.Models.Registries.HuggingFace;
using Governance.Portal.Models.Registries.Kubeflow;
using Governance.Portal.Models.Registries.SageMaker;

namespace Governance.Portal.Models.Registries;

/// <summary>Readers and writers of Amazon SageMaker, Kubeflow with KServe, Hugging Face and Azure Machine Learning.</summary>
internal static class ForeignRegistries
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddForeignRegistries(this IServiceCollection services) =>
        services
            .AddSingleton<SageMakerCalls>()
            .AddSingleton<IRegistryReader, SageMakerReader>()
            .AddSingleton<IRegistryWriter, SageMakerWriter>()
            .AddSingleton<KubeflowCalls>()
            .AddSingleton<KServeReader>()
            .AddSingleton<IRegistryReader, KubeflowReader>()
            .AddSingleton<IRegistryWriter, KubeflowWriter>()
            .AddSingleton<IRegistryReader, HuggingFaceReader>()
            .AddSingleton<IRegistryReader, AzureMlReader>();
}
