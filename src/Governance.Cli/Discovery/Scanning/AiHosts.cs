namespace Governance.Cli.Discovery.Scanning;

/// <summary>Host names that providers of AI answer at.</summary>
internal static class AiHosts
{
    // With a dot in front: what ends so. Otherwise the host itself.
    private static readonly Dictionary<string, string> s_exact = Pairs(
        "api.openai.com=OpenAI eu.api.openai.com=OpenAI us.api.openai.com=OpenAI chatgpt.com=OpenAI chat.openai.com=OpenAI "
            + "api.anthropic.com=Anthropic claude.ai=Anthropic generativelanguage.googleapis.com=Google aiplatform.googleapis.com=Google "
            + "gemini.google.com=Google models.inference.ai.azure.com=Azure models.github.ai=GitHub api.githubcopilot.com=GitHub "
            + "copilot-proxy.githubusercontent.com=GitHub copilot.microsoft.com=Microsoft api.mistral.ai=Mistral "
            + "codestral.mistral.ai=Mistral "
            + "chat.mistral.ai=Mistral api.cohere.ai=Cohere api.cohere.com=Cohere api-inference.huggingface.co=HuggingFace "
            + "router.huggingface.co=HuggingFace api.groq.com=Groq api.together.xyz=Together api.together.ai=Together "
            + "api.perplexity.ai=Perplexity www.perplexity.ai=Perplexity api.deepseek.com=DeepSeek chat.deepseek.com=DeepSeek "
            + "openrouter.ai=OpenRouter api.x.ai=xAI grok.com=xAI api.replicate.com=Replicate api.fireworks.ai=Fireworks "
            + "api.ai21.com=AI21 api.stability.ai=Stability api.elevenlabs.io=ElevenLabs dashscope.aliyuncs.com=Alibaba "
            + "dashscope-intl.aliyuncs.com=Alibaba api.moonshot.cn=Moonshot api.moonshot.ai=Moonshot api.cerebras.ai=Cerebras "
            + "integrate.api.nvidia.com=NVIDIA api.voyageai.com=Voyage api.jina.ai=Jina api.deepgram.com=Deepgram "
            + "api.assemblyai.com=AssemblyAI api.cursor.sh=Cursor api2.cursor.sh=Cursor api.aleph-alpha.com=AlephAlpha"
    );

    private static readonly Dictionary<string, string> s_endings = Pairs(
        ".openai.azure.com=Azure .services.ai.azure.com=Azure .inference.ai.azure.com=Azure .inference.ml.azure.com=Azure "
            + ".cognitiveservices.azure.com=Azure -aiplatform.googleapis.com=Google .endpoints.huggingface.cloud=HuggingFace "
            + ".modal.run=Modal .individual.githubcopilot.com=GitHub .business.githubcopilot.com=GitHub "
            + ".enterprise.githubcopilot.com=GitHub"
    );

    /// <summary>The provider that a host belongs to; null for any other host.</summary>
    public static string? ProviderOf(string? host)
    {
        var name = host?.Trim().TrimEnd('.').ToLowerInvariant() ?? string.Empty;
        return s_exact.TryGetValue(name, out var exact) ? exact
            : s_endings.FirstOrDefault(e => name.Length > e.Key.Length && name.EndsWith(e.Key, StringComparison.Ordinal)).Value
                is { } ending
                ? ending
            : name.EndsWith(".amazonaws.com", StringComparison.Ordinal) && name.StartsWith("bedrock", StringComparison.Ordinal)
                ? "Amazon Bedrock"
            : name.EndsWith(".amazonaws.com", StringComparison.Ordinal) && name.StartsWith("runtime.sagemaker.", StringComparison.Ordinal)
                ? "Amazon SageMaker"
            : null;
    }

    private static Dictionary<string, string> Pairs(string text) =>
        text.Split(' ').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
