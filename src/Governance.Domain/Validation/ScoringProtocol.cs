namespace Governance.Domain.Validation;

/// <summary>What a scoring server speaks.</summary>
public enum ScoringProtocol
{
    /// <summary>The scoring server of MLflow 2.</summary>
    Mlflow,

    /// <summary>The Open Inference Protocol, version 2: KServe, Triton, MLServer.</summary>
    KserveV2,

    /// <summary>Chat completions, as OpenAI, vLLM and KServe speak them: answers are text, so that prompts alone can be sent.</summary>
    ChatCompletions,
}
